/**
 * ONNX files become a {@link io.faultmesh.network.Network}: the import of each operator.
 *
 * <p>Batch normalisation and activation functions are folded into the node before them; whatever a
 * file computes from constants and shapes alone is computed once, here. Anything else that is not
 * supported is an error that names the node. Besides this package and those below it, only the
 * kernels of the fast engine know ONNX's messages: they build one-operator models of their own.
 *
 * <p>Example: {@code OnnxImporter.load(path)}.
 */
package io.faultmesh.network.onnx;
