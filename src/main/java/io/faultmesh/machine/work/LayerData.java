package io.faultmesh.machine.work;

/**
 * A layer's operands as DRAM gives them.
 *
 * @param input int8, (channel, y, x)
 * @param weights int8, {@code [N][K]}
 */
public record LayerData(byte[] input, byte[] weights) {}
