/**
 * Protection designs as data: which bits are triplicated and voted, which neurons are important,
 * and who computes them again. Both engines ask here, so a vote means the same in both.
 *
 * <p>Example: {@code Protection.of(design, network, array, unit, importance)} is a design made
 * ready for one network.
 */
package io.faultmesh.protection;
