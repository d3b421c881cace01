/**
 * From floats to integers: ranges from calibration images, scales, weights and requantisers.
 *
 * <p>Example: {@code Quantiser.quantise(network, calibration, settings)}.
 */
package io.faultmesh.network.quantisation;
