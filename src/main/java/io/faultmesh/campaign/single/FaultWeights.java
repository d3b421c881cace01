package io.faultmesh.campaign.single;

import io.faultmesh.fault.SingleFault;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What each sampled flip of a site weighs: a layer's flips as long as its values stand in the
 * structure, whatever part of the sample they are. Neighbouring layers with few flips weigh
 * together.
 */
final class FaultWeights {
  /** Layers with fewer flips are no sample of their own. */
  private static final int LEAST = 30;

  private final double[] byLayer;

  private FaultWeights(double[] byLayer) {
    this.byLayer = byLayer;
  }

  /**
   * Weights of a site's sampled flips.
   *
   * @param held as what the machine measures that which they strike
   */
  static FaultWeights of(List<SingleFault> flips, FaultSite held, Residencies residencies) {
    int layers = flips.stream().mapToInt(SingleFault::layer).max().orElse(-1) + 1;
    long[] sampled = new long[layers];
    flips.forEach(flip -> sampled[flip.layer()]++);
    double[] stayed = new double[layers];
    for (int layer = 0; layer < layers; layer++) {
      stayed[layer] = residencies.bitCycles(held, layer);
    }
    double[] weights = new double[layers];
    if (Arrays.stream(stayed).sum() == 0) {
      Arrays.fill(weights, 1);
      return new FaultWeights(weights);
    }
    List<int[]> groups = groups(sampled);
    for (int[] group : groups) {
      double time = 0;
      long members = 0;
      for (int layer = group[0]; layer < group[1]; layer++) {
        time += stayed[layer];
        members += sampled[layer];
      }
      Arrays.fill(weights, group[0], group[1], members == 0 ? 0 : time / members);
    }
    return new FaultWeights(weights);
  }

  /** First layers and ends of what weighs together. */
  private static List<int[]> groups(long[] sampled) {
    List<int[]> groups = new ArrayList<>();
    int first = 0;
    long members = 0;
    for (int layer = 0; layer < sampled.length; layer++) {
      members += sampled[layer];
      if (members >= LEAST) {
        groups.add(new int[] {first, layer + 1});
        first = layer + 1;
        members = 0;
      }
    }
    if (first < sampled.length) {
      if (groups.isEmpty()) {
        groups.add(new int[] {first, sampled.length});
      } else {
        groups.get(groups.size() - 1)[1] = sampled.length;
      }
    }
    return groups;
  }

  double of(SingleFault flip) {
    return byLayer[flip.layer()];
  }
}
