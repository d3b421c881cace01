package io.faultmesh.measure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How a second step of sampling spends its members over strata (Neyman 1934). */
public final class NeymanAllocation {
  private NeymanAllocation() {}

  /** The deviation of single members, from what a sample found; not 0 where it found no case. */
  public static double variance(Sampled sample) {
    double share = (sample.cases() + 1.0) / (sample.members() + 2.0);
    return share * (1 - share);
  }

  /**
   * Spends members in proportion to {@code N_h sqrt(v_h)}, at least one per stratum while there are
   * any, and no more than a stratum has left.
   *
   * @param populations members of the strata
   * @param variances of single members
   * @param left members that are not drawn yet
   */
  public static long[] of(long[] populations, double[] variances, long[] left, long members) {
    int strata = populations.length;
    long[] spent = new long[strata];
    long rest = Math.min(members, Arrays.stream(left).sum());
    double[] weights = new double[strata];
    for (int h = 0; h < strata; h++) {
      weights[h] = populations[h] * Math.sqrt(variances[h]);
      if (rest > 0 && left[h] > 0) {
        spent[h] = 1;
        rest--;
      }
    }
    // What a stratum cannot take goes to the others in the next round.
    while (rest > 0) {
      double sum = 0;
      for (int h = 0; h < strata; h++) {
        sum += spent[h] < left[h] ? weights[h] : 0;
      }
      long round = rest;
      for (int h = 0; h < strata; h++) {
        long share = spent[h] < left[h] ? (long) (round * (weights[h] / sum)) : 0;
        long taken = Math.min(share, left[h] - spent[h]);
        spent[h] += taken;
        rest -= taken;
      }
      if (rest == round) {
        rest = spendSingly(weights, left, spent, rest);
      }
    }
    return spent;
  }

  /** Rounding leaves fewer members than strata: the heaviest have one more each. */
  private static long spendSingly(double[] weights, long[] left, long[] spent, long members) {
    long rest = members;
    int[] byWeight =
        IntStream.range(0, weights.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer h) -> -weights[h]))
            .mapToInt(h -> h)
            .toArray();
    for (int h : byWeight) {
      if (rest > 0 && spent[h] < left[h]) {
        spent[h]++;
        rest--;
      }
    }
    return rest;
  }
}
