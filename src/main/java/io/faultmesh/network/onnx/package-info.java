/**
 * ONNX files become a {@link io.faultmesh.network.Network}.
 *
 * <p>Batch normalisation and activation functions are folded into the node before them; whatever a
 * file computes from constants and shapes alone is computed once, here. Anything else that is not
 * supported is an error that names the node. Nothing outside this package knows ONNX's messages,
 * but for the float reference, which runs the file as it is.
 */
package io.faultmesh.network.onnx;
