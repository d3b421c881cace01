/**
 * The fast engine: whole-layer integer arithmetic over batches of images, without time.
 *
 * <p>Inside this room an int8 value is stored in offset binary ({@code value ^ 0x80}, so that -128
 * is 0), the form in which the exact product kernels want it, and images in (y, x, channel) order.
 * A flip of a bit is the same exclusive-or in both forms. Nothing outside sees this layout but
 * through {@link io.faultmesh.fast.kernel.Layout}.
 *
 * <p>Example: {@code new Campaign(networks, runs, images, threads, batch)} runs all designs over
 * all images.
 */
package io.faultmesh.fast;
