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
 * @param bits that it is built of, without check bits and copies
 */
public record Structure(String name, FaultSite site, long bits) {
  private static final long BITS_PER_KIB = 8 * 1024;

  /** The structures for which a site was sampled. */
  public static List<Structure> of(
      AcceleratorSettings chip, ArraySettings array, Set<FaultSite> sampled) {
    long elements = (long) array.rows() * array.columns();
    long columns = array.columns();
    AcceleratorSettings.Cache buffers = chip.cache();
    // A register that is written at each step holds finished sums last.
    FaultSite sums =
        sampled.contains(FaultSite.PARTIAL_SUM) ? FaultSite.PARTIAL_SUM : FaultSite.ACCUMULATOR;
    List<Structure> all =
        List.of(
            new Structure("weight buffer", FaultSite.WEIGHT, buffers.weightKiB() * BITS_PER_KIB),
            new Structure("input buffer", FaultSite.INPUT, buffers.inputKiB() * BITS_PER_KIB),
            new Structure(
                "output buffer", FaultSite.ACTIVATION, buffers.outputKiB() * BITS_PER_KIB),
            new Structure("operand registers", FaultSite.OPERAND, 2 * Byte.SIZE * elements),
            new Structure("product registers", FaultSite.PRODUCT, Short.SIZE * elements),
            new Structure("accumulators", sums, Integer.SIZE * elements),
            new Structure("bias registers", FaultSite.BIAS, Integer.SIZE * columns),
            new Structure("scale registers", FaultSite.SCALE, Integer.SIZE * columns));
    List<Structure> known = new ArrayList<>();
    for (Structure structure : all) {
      if (sampled.contains(structure.site())) {
        known.add(structure);
      }
    }
    return known;
  }
}
