package io.faultmesh.cost;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A technology file: what the parts of an accelerator take.
 *
 * @param frame areas of whole parts, from a published chip
 * @param cells areas of units; only their ratios count, for they split a processing element
 * @param outputStage what makes a result of a sum, one per column of the array
 */
public record Technology(
    @JsonProperty(required = true) String name,
    @JsonProperty(required = true) Frame frame,
    @JsonProperty(required = true) Cells cells,
    @JsonProperty(required = true) OutputStage outputStage,
    @JsonProperty(required = true) Energy energy) {

  /** Two-input gates of a majority gate. */
  private static final int MAJORITY_GATES = 4;

  public Technology {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("name must not be empty");
    }
    require("frame", frame);
    require("cells", cells);
    require("energy", energy);
  }

  private static void require(String key, Object value) {
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
  }

  /**
   * Areas of whole parts.
   *
   * @param laneUm2 one multiplier of the dot-product unit, with its share of adders and spares
   * @param registerFileBitUm2 one bit of the unit's register files
   * @param bufferKiBUm2 one KiB of the on-chip buffers, with its share of whatever else the chip
   *     holds beside its array
   */
  public record Frame(
      @JsonProperty(required = true) Figure processingElementUm2,
      @JsonProperty(required = true) Figure laneUm2,
      @JsonProperty(required = true) Figure registerFileBitUm2,
      @JsonProperty(required = true) Figure bufferKiBUm2) {
    public Frame {
      require("processingElementUm2", processingElementUm2);
      require("laneUm2", laneUm2);
      require("registerFileBitUm2", registerFileBitUm2);
      require("bufferKiBUm2", bufferKiBUm2);
    }
  }

  /**
   * Areas of the units that a processing element is made of.
   *
   * @param gateUm2 a gate of two inputs; a quarter of the majority gate if left out
   */
  public record Cells(
      @JsonProperty(required = true) Figure multiplier8Um2,
      @JsonProperty(required = true) Figure adder32Um2,
      @JsonProperty(required = true) Figure registerBitUm2,
      @JsonProperty(required = true) Figure majorityBitUm2,
      Figure gateUm2) {
    public Cells {
      require("multiplier8Um2", multiplier8Um2);
      require("adder32Um2", adder32Um2);
      require("registerBitUm2", registerBitUm2);
      require("majorityBitUm2", majorityBitUm2);
      gateUm2 = gateUm2 == null ? majorityBitUm2.part(MAJORITY_GATES) : gateUm2;
    }
  }

  /**
   * The requantiser of a column: a float32 multiplier, or a shifter where all multipliers of a
   * network are powers of two. Both have the registers of a bias and a scale.
   */
  public record OutputStage(
      @JsonProperty(required = true) Figure multiplierUm2,
      @JsonProperty(required = true) Figure shifterUm2,
      @JsonProperty(required = true) Figure registersUm2,
      @JsonProperty(required = true) Figure multiplyPj,
      @JsonProperty(required = true) Figure shiftPj) {

    double um2(boolean shifts) {
      return (shifts ? shifterUm2 : multiplierUm2).value() + registersUm2.value();
    }

    double pj(boolean shifts) {
      return (shifts ? shiftPj : multiplyPj).value();
    }
  }

  /**
   * Energies of operations and transfers.
   *
   * @param gatePj a gate of two inputs; a quarter of the majority gate if left out
   * @param bufferKiB the capacity that the two buffer figures are for; others follow its root
   */
  public record Energy(
      @JsonProperty(required = true) Figure multiply8Pj,
      @JsonProperty(required = true) Figure add32Pj,
      @JsonProperty(required = true) Figure registerBitPj,
      @JsonProperty(required = true) Figure majorityBitPj,
      @JsonProperty(required = true) Figure bufferKiB,
      @JsonProperty(required = true) Figure bufferReadBytePj,
      @JsonProperty(required = true) Figure bufferWriteBytePj,
      @JsonProperty(required = true) Figure dramBytePj,
      Figure gatePj) {
    public Energy {
      require("multiply8Pj", multiply8Pj);
      require("add32Pj", add32Pj);
      require("registerBitPj", registerBitPj);
      require("majorityBitPj", majorityBitPj);
      require("bufferKiB", bufferKiB);
      require("bufferReadBytePj", bufferReadBytePj);
      require("bufferWriteBytePj", bufferWriteBytePj);
      require("dramBytePj", dramBytePj);
      gatePj = gatePj == null ? majorityBitPj.part(MAJORITY_GATES) : gatePj;
    }
  }
}
