package io.faultmesh.machine.work;

/**
 * A layer's operands as DRAM gives them.
 *
 * @param input int8, (channel, y, x)
 * @param weights int8, {@code [N][K]}
 * @param stored the same as DRAM holds them
 */
public record LayerData(byte[] input, byte[] weights, LayerData stored) {

  /** What DRAM holds. */
  public static LayerData stored(byte[] input, byte[] weights) {
    return new LayerData(input, weights, null);
  }
}
