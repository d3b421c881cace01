package io.faultmesh.cluster;

/**
 * What a unit took on a worker's lane.
 *
 * @param busyNanos time from its begin to its end
 * @param cpuNanos of the processor, less than that where others use it, too
 * @param waitedNanos time from the end of the lane's unit before; its result travelled meanwhile
 */
public record Effort(long busyNanos, long cpuNanos, long waitedNanos) {}
