package io.faultmesh.network.onnx;

/**
 * How a file prescribes the integers of a tensor: {@code real = scale * (integer - zeroPoint)}.
 *
 * @param scale the real value of one step, above zero
 * @param zeroPoint the int8 value of zero
 */
record TensorQuantisation(float scale, int zeroPoint) {
  TensorQuantisation {
    if (!(scale > 0 && Float.isFinite(scale))) {
      throw new IllegalArgumentException("an activation needs one positive scale, not " + scale);
    }
  }
}
