/**
 * Units of work: a range of images times a block of trials. A plan names them, a unit's counts are
 * integers, and a store keeps them, so that any split adds up to the same bytes.
 *
 * <p>Example: {@code UnitCodec.write(work.compute(lane, unit, batch))}.
 */
package io.faultmesh.campaign.unit;
