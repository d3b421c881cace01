package io.faultmesh.fast.kernel;

/** How a layer's results are computed; the earlier the faster. */
public enum KernelKind {
  /** One native call: convolution, bias, requantisation; uint8 values, int8 weights. */
  FUSED("fused uint8 x int8"),

  /**
   * The same with weights as uint8: exact on processors whose mixed products saturate. Products of
   * two activations run so, too.
   */
  FUSED_UNSIGNED("fused uint8 x uint8"),

  /** Native exact products; windows and requantisation in Java. */
  PRODUCTS("products"),

  /** Nothing native. */
  PLAIN("plain");

  private final String text;

  KernelKind(String text) {
    this.text = text;
  }

  /** What {@code timing.json} calls it. */
  public String text() {
    return text;
  }
}
