/**
 * An ONNX file as it stands: its nodes and tensors, weights that lie beside it, the forms that are
 * rewritten before import, ONNX Runtime for its float network, and errors that name a node. This
 * room does not know what becomes of the file.
 *
 * <p>Example: {@code OnnxTensors.floats(node, tensor)} gives a constant's values.
 */
package io.faultmesh.network.onnx.file;
