/**
 * Which bits flip: sites, addresses, and the fault plan, a pure function of seed, trial, image,
 * layer, site and replica. Knows networks and mappings, but no engine and no protection.
 *
 * <p>Example: {@code new FaultPlan(settings, 1e-4).draw(trial, image, layer, FaultSite.WEIGHT)} is
 * the same draw in both engines, in every order of asking.
 */
package io.faultmesh.fault;
