package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The modelled machine. */
public record AcceleratorSettings(
    ArraySettings array, DppuSettings dppu, Vector vector, Cache cache, Dram dram, Memory memory) {

  /** Whether the memory system has a size and a speed, or answers everything at once. */
  public enum Memory {
    @JsonProperty("real")
    REAL,
    @JsonProperty("ideal")
    IDEAL
  }

  /**
   * The vector unit, which computes what stands between layers.
   *
   * @param lanes values that it takes in a cycle; null means as many as the array has columns
   */
  public record Vector(@Within(low = 1, high = 65_536) Integer lanes) {
    public Vector {
      if (lanes != null) {
        Checks.within("lanes", lanes, 1, 65_536);
      }
    }

    /** Values that the unit of an array takes in a cycle. */
    public int lanesBeside(int columns) {
      return lanes == null ? columns : lanes;
    }
  }

  /**
   * The on-chip buffers.
   *
   * @param bytesPerCycle of all ports together; null means unlimited
   */
  public record Cache(
      @Within(low = 1, high = 1 << 20) Integer inputKiB,
      @Within(low = 1, high = 1 << 20) Integer outputKiB,
      @Within(low = 1, high = 1 << 20) Integer weightKiB,
      @Within(low = 1e-3, high = 1e9) Double bytesPerCycle) {
    public Cache {
      inputKiB = Checks.within("inputKiB", Checks.orElse(inputKiB, 128), 1, 1 << 20);
      outputKiB = Checks.within("outputKiB", Checks.orElse(outputKiB, 128), 1, 1 << 20);
      weightKiB = Checks.within("weightKiB", Checks.orElse(weightKiB, 512), 1, 1 << 20);
      if (bytesPerCycle != null) {
        Checks.within("bytesPerCycle", bytesPerCycle, 1e-3, 1e9);
      }
    }
  }

  /** One DRAM channel. */
  public record Dram(
      @Within(low = 1e-3, high = 1e9) Double bytesPerCycle,
      @Within(low = 1, high = 1000000) Integer latencyCycles) {
    public Dram {
      bytesPerCycle = Checks.orElse(bytesPerCycle, 16.0);
      Checks.within("bytesPerCycle", bytesPerCycle, 1e-3, 1e9);
      latencyCycles =
          Checks.within("latencyCycles", Checks.orElse(latencyCycles, 100), 1, 1_000_000);
    }
  }

  public static final AcceleratorSettings DEFAULT =
      new AcceleratorSettings(null, null, null, null, null, null);

  /** A machine whose vector unit is as wide as its array. */
  public AcceleratorSettings(
      ArraySettings array, DppuSettings dppu, Cache cache, Dram dram, Memory memory) {
    this(array, dppu, null, cache, dram, memory);
  }

  public AcceleratorSettings {
    array = Checks.orElse(array, ArraySettings.DEFAULT);
    dppu = Checks.orElse(dppu, DppuSettings.DEFAULT);
    vector = Checks.orElse(vector, new Vector(null));
    cache = Checks.orElse(cache, new Cache(null, null, null, null));
    dram = Checks.orElse(dram, new Dram(null, null));
    memory = Checks.orElse(memory, Memory.REAL);
  }
}
