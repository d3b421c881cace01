package io.faultmesh.network;

import io.faultmesh.arithmetic.Quantisation;
import java.util.List;

/**
 * Values that are the same for every image, such as embedded positions.
 *
 * @param values in row-major order
 */
public record ConstantTensor(String name, Tensor output, float[] values) implements Node {
  public ConstantTensor {
    if (values.length != output.shape().size()) {
      throw new IllegalArgumentException(
          values.length + " values for a tensor of " + output.shape());
    }
  }

  @Override
  public List<Tensor> inputs() {
    return List.of();
  }

  @Override
  public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
    return new ConstantTensor(newName, newOutput, values);
  }

  /** The magnitude that maps to 127. */
  public double range() {
    double range = 0;
    for (float value : values) {
      range = Math.max(range, Math.abs(value));
    }
    return range;
  }

  /** The values in 8 bits. */
  public byte[] quantised(Quantisation format) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) format.quantise(values[i]);
    }
    return bytes;
  }
}
