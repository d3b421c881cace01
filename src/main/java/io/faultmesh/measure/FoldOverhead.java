package io.faultmesh.measure;

import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How much longer each fold takes in a design than in base, in cycles. A fold that takes as long is
 * neither slower nor faster.
 *
 * @param slower cycles that slower folds take more
 * @param faster cycles that faster folds take less
 * @param differences of one image's folds, ascending
 */
public record FoldOverhead(Histogram slower, Histogram faster, long[] differences) {
  private static final int DIGITS = 3;

  /**
   * Pairs folds.
   *
   * @param base per layer, the cycles of each fold
   * @param design the same of the design, an extra fold's added to the fold that it repeats
   * @param images how many images take these folds
   */
  public static FoldOverhead of(List<long[]> base, List<long[]> design, int images) {
    Histogram slower = new Histogram(DIGITS);
    Histogram faster = new Histogram(DIGITS);
    long[] differences = new long[base.stream().mapToInt(folds -> folds.length).sum()];
    int next = 0;
    for (int layer = 0; layer < base.size(); layer++) {
      for (int fold = 0; fold < base.get(layer).length; fold++) {
        long difference = design.get(layer)[fold] - base.get(layer)[fold];
        differences[next++] = difference;
        if (difference > 0) {
          slower.recordValueWithCount(difference, images);
        } else if (difference < 0) {
          faster.recordValueWithCount(-difference, images);
        }
      }
    }
    Arrays.sort(differences);
    return new FoldOverhead(slower, faster, differences);
  }

  /** The least difference that so many percent of the folds do not exceed. */
  public long percentile(double percent) {
    int rank = (int) Math.ceil(percent / 100 * differences.length);
    return differences[Math.max(1, rank) - 1];
  }
}
