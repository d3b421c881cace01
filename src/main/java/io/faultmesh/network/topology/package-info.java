/** Layer lists in the CSV form of SCALE-Sim, as integer networks with seeded values. */
package io.faultmesh.network.topology;
