package io.faultmesh.scenario;

/**
 * The dot-product unit that recomputes important neurons.
 *
 * <p>Its capacity is published for HyCA (arXiv 2106.04772) in the form of example sizes.
 *
 * @param group multipliers that work on one neuron's window together
 * @param reuse whether it takes the operands that the array received, or reads DRAM itself
 * @param repair whether it also computes what stuck processing elements would spoil
 */
public record DppuSettings(
    @Within(low = 1, high = 65_536) Integer multipliers,
    @Within(low = 1, high = 65_536) Integer group,
    Boolean reuse,
    Boolean repair) {
  public static final DppuSettings DEFAULT = new DppuSettings(null, null, null, null);

  public DppuSettings {
    multipliers = Checks.within("multipliers", Checks.orElse(multipliers, 32), 1, 65_536);
    group = Checks.within("group", Checks.orElse(group, Math.min(8, multipliers)), 1, multipliers);
    reuse = Checks.orElse(reuse, true);
    repair = Checks.orElse(repair, false);
    if (multipliers % group != 0) {
      throw new IllegalArgumentException(
          "multipliers must be a multiple of group, not " + multipliers + " of " + group);
    }
  }

  /** Neurons of a fold that cost no time, where operands come in windows of some cycles. */
  public int capacity(int windowCycles) {
    int serviceCycles = (windowCycles + group - 1) / group;
    return multipliers / group * (windowCycles / serviceCycles);
  }
}
