/**
 * Networks as graphs: in floats as imported, and in integers.
 *
 * <p>{@link io.faultmesh.network.Network} is the float graph as imported, {@link
 * io.faultmesh.network.IntegerNetwork} the same graph with int8 weights, int32 biases and
 * requantisation. This room knows nothing of engines, faults or protection.
 *
 * <p>Example: {@code Ensemble.of(members, combiner)} is one graph of several networks.
 */
package io.faultmesh.network;
