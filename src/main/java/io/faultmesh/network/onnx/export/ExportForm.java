package io.faultmesh.network.onnx.export;

/** How a quantised network is written as an ONNX file. */
public enum ExportForm {
  /**
   * Layers as QLinearConv, which ONNX Runtime without graph optimisation computes bit for bit as we
   * do; sums, limits and pools between DequantizeLinear and QuantizeLinear.
   */
  OPERATORS,

  /** Everything in floats between DequantizeLinear and QuantizeLinear, as deployment tools take. */
  QDQ
}
