package io.faultmesh.scenario;

/**
 * The dot-product unit that recomputes important neurons.
 *
 * @param group multipliers that work on one neuron's window together
 * @param reuse whether it takes the operands that the array received, or reads DRAM itself
 */
public record DppuSettings(Integer multipliers, Integer group, Boolean reuse) {
  public static final DppuSettings DEFAULT = new DppuSettings(null, null, null);

  public DppuSettings {
    multipliers = Checks.within("multipliers", Checks.orElse(multipliers, 32), 1, 65_536);
    group = Checks.within("group", Checks.orElse(group, Math.min(8, multipliers)), 1, multipliers);
    reuse = Checks.orElse(reuse, true);
    if (multipliers % group != 0) {
      throw new IllegalArgumentException(
          "multipliers must be a multiple of group, not " + multipliers + " of " + group);
    }
  }
}
