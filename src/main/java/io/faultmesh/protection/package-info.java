/**
 * Protection designs as data: which bits are triplicated and voted, which neurons are important,
 * and who computes them again. Both engines ask here, so a vote means the same in both.
 */
package io.faultmesh.protection;
