package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A class of bits that faults can strike, in the order in which they take effect in a layer. */
public enum FaultSite {
  @JsonProperty("dram")
  DRAM("dram", 8),
  @JsonProperty("weight")
  WEIGHT("weight", 8),
  @JsonProperty("input")
  INPUT("input", 8),
  @JsonProperty("operand")
  OPERAND("operand", 8),
  /** One bit of a stochastic product's stream; what such elements have in place of a product. */
  @JsonProperty("stream")
  PRODUCT_STREAM("stream", 1),
  @JsonProperty("product")
  PRODUCT("product", 16),
  @JsonProperty("partial-sum")
  PARTIAL_SUM("partial-sum", 32),
  /** A filter's bias, as the output stage stores it. */
  @JsonProperty("bias")
  BIAS("bias", 32),
  @JsonProperty("accumulator")
  ACCUMULATOR("accumulator", 32),
  /** A filter's multiplier in float32, as the output stage stores it. */
  @JsonProperty("scale")
  SCALE("scale", 32),
  @JsonProperty("activation")
  ACTIVATION("activation", 8),
  /** An entry of the lookup tables behind the layer. */
  @JsonProperty("table")
  TABLE("table", 8),
  /** A result of an addition of two tensors (skip connection) behind the layer. */
  @JsonProperty("sum")
  SUM("sum", 8),
  /**
   * The dot-product unit's table of the neurons that it computes: no value of the network, but
   * entries of as many bits as number the array's elements.
   */
  @JsonProperty("position")
  POSITION("position", 32),
  /** Permanent: bits of a processing element's registers that are stuck. */
  @JsonProperty("pe")
  PE("pe", 64);

  private final String label;
  private final int bitsPerValue;

  FaultSite(String label, int bitsPerValue) {
    this.label = label;
    this.bitsPerValue = bitsPerValue;
  }

  /** Whether the site stores parameters, which are the same for every image. */
  public boolean storesParameters() {
    return this == WEIGHT || this == BIAS || this == SCALE || this == TABLE;
  }

  /** Whether its bits may be stuck for a trial. */
  public boolean mayStick() {
    return (storesParameters() && this != TABLE)
        || this == INPUT
        || this == ACTIVATION
        || this == PE;
  }

  /** The site's name in scenarios and reports. */
  public String label() {
    return label;
  }

  /** Bits of one value; an address is {@code value * bitsPerValue + bit}. */
  public int bitsPerValue() {
    return bitsPerValue;
  }
}
