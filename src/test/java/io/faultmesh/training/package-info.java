/**
 * Trains the network that comes with the examples, and writes networks as ONNX.
 *
 * <p>No run needs this room: it exists so that {@code scenarios/networks/lenet-fashion.onnx} can be
 * made again from its data and a seed. It reads images through {@link io.faultmesh.dataset} and
 * knows no engine of the simulator.
 */
package io.faultmesh.training;
