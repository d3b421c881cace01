/**
 * DRAM and the on-chip buffers: who is served when, which lines are held, what a fold fetches.
 * Example: {@code new LineBuffer(lines, bytes)} says of each line whether it is already there.
 * Knows none of the parts that compute.
 */
package io.faultmesh.machine.memory;
