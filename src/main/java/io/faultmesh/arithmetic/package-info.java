/**
 * What one value goes through: the rules that both engines, calibration and export compute by, as
 * pure functions. They are those of ONNX's QLinearConv as ONNX Runtime computes it, and of
 * Gemmini's output stage: float32 scales, one float32 product, halves to even, saturation.
 *
 * <p>For example, a sum becomes a result by {@code new Requantiser(multipliers, output, clip...)
 * .apply(sum, channel)}. Nothing here knows networks, faults or engines; the tests' oracle states
 * the rules once more on its own.
 */
package io.faultmesh.arithmetic;
