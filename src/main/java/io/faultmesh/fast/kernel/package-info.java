/**
 * Integer layers as native code computes them: whole layers fused (convolution, bias,
 * requantisation in one call), and exact int32 products for where faults strike sums. Each kernel
 * proves itself on the layer's own weights; where one fails, the next one takes its place, plain
 * Java at last.
 *
 * <p>For example {@code ResultKernels.of(layer, KernelKind.FUSED).run(in, out, 32)} computes a
 * layer for 32 images. Values lie in (image, y, x, channel) order, as uint8: an int8 value v is
 * stored as v + 128. Nothing here knows faults or designs.
 */
package io.faultmesh.fast.kernel;
