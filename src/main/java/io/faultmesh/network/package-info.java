/**
 * Networks as graphs: in floats as imported, and in integers; calibration and quantisation.
 *
 * <p>{@link io.faultmesh.network.Network} is the float graph as imported, {@link
 * io.faultmesh.network.IntegerNetwork} the same graph with int8 weights, int32 biases and
 * requantisation. This room knows nothing of engines, faults or protection.
 *
 * <p>Example: {@code Quantiser.quantise(network, calibration, settings)}.
 */
package io.faultmesh.network;
