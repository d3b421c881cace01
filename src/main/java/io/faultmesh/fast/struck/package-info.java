/**
 * What faults do to the values of a layer in the fast engine: stored parameters, operands,
 * products, sums and results, votes and checks of sums; and what a layer asks of them ({@code
 * Strikes}).
 *
 * <p>Example: {@code new FaultStrikes(design, plan, trial, registers, firstImage, images, false)}
 * strikes one trial of a batch.
 */
package io.faultmesh.fast.struck;
