package io.faultmesh.protection.struck;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.scenario.FaultSite;
import java.util.HashMap;
import java.util.Map;

/**
 * Sums that the dot-product unit computes because a check has detected their results. Its products
 * and sums are struck as all are, each once more, and voted where theirs are; nothing counts that.
 */
public final class UnitSums {
  private final int taps;
  private final Map<Long, Integer> products;
  private final Map<Long, Integer> partialSums;
  private final Map<Long, Integer> sums;

  private UnitSums(
      int taps,
      Map<Long, Integer> products,
      Map<Long, Integer> partialSums,
      Map<Long, Integer> sums) {
    this.taps = taps;
    this.products = products;
    this.partialSums = partialSums;
    this.sums = sums;
  }

  /** What strikes a layer's sums while an image passes. */
  static UnitSums of(
      FaultPlan plan, StationFlips flips, int layer, int image, int attempt, int taps) {
    return new UnitSums(
        taps,
        left(plan, flips, FaultSite.PRODUCT, layer, image, attempt),
        left(plan, flips, FaultSite.PARTIAL_SUM, layer, image, attempt),
        left(plan, flips, FaultSite.ACCUMULATOR, layer, image, attempt));
  }

  private static Map<Long, Integer> left(
      FaultPlan plan, StationFlips drawn, FaultSite site, int layer, int image, int attempt) {
    Map<Long, Integer> left = new HashMap<>();
    if (plan.strikes(site) && plan.strikesLayer(layer)) {
      VotedFlips flips = drawn.ofUnit(site, layer, image, attempt);
      while (flips.advance()) {
        left.put(flips.value(), flips.afterVote());
      }
    }
    return left;
  }

  /**
   * A neuron's sum with its bias.
   *
   * @param inputs values of its window
   * @param weights among which its own stand from {@code firstWeight} on
   */
  public int finished(int neuron, int[] inputs, byte[] weights, int firstWeight, int bias) {
    int sum = 0;
    for (int tap = 0; tap < taps; tap++) {
      long operation = (long) neuron * taps + tap;
      int product = inputs[tap] * weights[firstWeight + tap];
      sum += product ^ products.getOrDefault(operation, 0);
      sum ^= partialSums.getOrDefault(operation, 0);
    }
    return (sum + bias) ^ sums.getOrDefault((long) neuron, 0);
  }
}
