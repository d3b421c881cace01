package io.faultmesh.network;

/**
 * A struck layer in integers.
 *
 * @param index number in graph order, from 0
 * @param weights int8 in [-127, 127], {@code [N][K]}, K in the order (input channel, ky, kx)
 * @param bias int32, {@code [N]}, at the scale of the sums
 * @param truncations {@code t} per filter: the int8 result is about bits {@code t .. t+7} of the
 *     sum
 */
public record IntegerLayer(
    int index,
    Convolution node,
    byte[] weights,
    int[] bias,
    Requantiser requantiser,
    int[] truncations) {}
