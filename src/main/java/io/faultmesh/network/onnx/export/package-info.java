/**
 * A quantised network becomes an ONNX file again, of which ONNX Runtime computes the same bits.
 *
 * <p>Example: {@code QuantisedExport.write(network, ExportForm.QDQ)} gives the file's bytes.
 */
package io.faultmesh.network.onnx.export;
