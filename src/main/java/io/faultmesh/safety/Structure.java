package io.faultmesh.safety;

import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A memory or a set of registers of the accelerator.
 *
 * @param site whose single faults stand for its bits
 * @param bits that it is built of, without check bits and copies; of DRAM and tables those that the
 *     network uses
 */
public record Structure(String name, FaultSite site, long bits) {
  /** What the machine measures as this site are running sums in the output buffer. */
  public static final FaultSite WAITING_SUMS = FaultSite.PARTIAL_SUM;

  private static final long BITS_PER_KIB = 8 * 1024;

  /** Bits that a network takes where nothing says how many are built. */
  public record NetworkBits(long dram, long tables) {}

  /**
   * The structures whose flips were sampled.
   *
   * @param array as it was built
   * @param network what it takes
   * @param sampled sites
   */
  public static List<Structure> ofFlips(
      AcceleratorSettings chip, ArraySettings array, NetworkBits network, Set<FaultSite> sampled) {
    long elements = (long) array.rows() * array.columns();
    FaultSite sums = sums(sampled);
    boolean sumsAlone = sampled.contains(FaultSite.SUM) && !sampled.contains(FaultSite.ACTIVATION);
    FaultSite results = sumsAlone ? FaultSite.SUM : FaultSite.ACTIVATION;
    List<Structure> all = new ArrayList<>(stored(chip, array, results));
    all.add(new Structure("operand registers", FaultSite.OPERAND, 2 * Byte.SIZE * elements));
    all.add(new Structure("product registers", FaultSite.PRODUCT, Short.SIZE * elements));
    all.add(new Structure("product streams", FaultSite.PRODUCT_STREAM, elements));
    all.add(new Structure("accumulators", sums, Integer.SIZE * elements));
    all.add(new Structure("lookup tables", FaultSite.TABLE, network.tables()));
    all.add(new Structure("dram", FaultSite.DRAM, network.dram()));
    return of(all, sampled);
  }

  /** The site whose flips stand for those of a sum: at any step, or else of finished sums. */
  public static FaultSite sums(Set<FaultSite> sampled) {
    return sampled.contains(FaultSite.PARTIAL_SUM) ? FaultSite.PARTIAL_SUM : FaultSite.ACCUMULATOR;
  }

  /** The site as which the machine measures what stands here. */
  public FaultSite held() {
    return site == FaultSite.PARTIAL_SUM ? FaultSite.ACCUMULATOR : site;
  }

  /** The structures whose stuck bits were sampled. */
  public static List<Structure> ofStuckBits(
      AcceleratorSettings chip, ArraySettings array, Set<FaultSite> sampled) {
    long elements = (long) array.rows() * array.columns();
    List<Structure> all = new ArrayList<>(stored(chip, array, FaultSite.ACTIVATION));
    all.add(new Structure("array registers", FaultSite.PE, FaultSite.PE.bitsPerValue() * elements));
    return of(all, sampled);
  }

  private static List<Structure> of(List<Structure> all, Set<FaultSite> sampled) {
    return all.stream().filter(structure -> sampled.contains(structure.site())).toList();
  }

  private static List<Structure> stored(
      AcceleratorSettings chip, ArraySettings array, FaultSite results) {
    AcceleratorSettings.Cache buffers = chip.cache();
    long columns = array.columns();
    return List.of(
        new Structure("weight buffer", FaultSite.WEIGHT, buffers.weightKiB() * BITS_PER_KIB),
        new Structure("input buffer", FaultSite.INPUT, buffers.inputKiB() * BITS_PER_KIB),
        new Structure("output buffer", results, buffers.outputKiB() * BITS_PER_KIB),
        new Structure("bias registers", FaultSite.BIAS, Integer.SIZE * columns),
        new Structure("scale registers", FaultSite.SCALE, Integer.SIZE * columns));
  }
}
