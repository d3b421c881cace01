/**
 * Layer lists in the CSV form of SCALE-Sim, as integer networks with seeded values.
 *
 * <p>Example: {@code TopologyFile.read(file)} gives one layer for each line.
 */
package io.faultmesh.network.topology;
