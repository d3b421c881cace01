package io.faultmesh.measure;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Order of logits; among equals the lowest index comes first. */
public final class Ranking {
  private Ranking() {}

  public static int top1(byte[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  public static int top1(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  /** How far the first logit lies above the best other, in units of the logits; 0 if alone. */
  public static int margin(byte[] logits) {
    int first = top1(logits);
    int margin = logits.length > 1 ? Integer.MAX_VALUE : 0;
    for (int i = 0; i < logits.length; i++) {
      margin = i == first ? margin : Math.min(margin, logits[first] - logits[i]);
    }
    return margin;
  }

  /** Whether a class is among the first {@code count}. */
  public static boolean isAmongTop(byte[] logits, int index, int count) {
    int before = 0;
    for (int i = 0; i < logits.length; i++) {
      if (logits[i] > logits[index] || (logits[i] == logits[index] && i < index)) {
        before++;
      }
    }
    return before < count;
  }

  /** The indices of the greatest logits, greatest first. */
  public static List<Integer> first(float[] logits, int count) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -logits[i]).thenComparing(i -> i))
        .limit(count)
        .toList();
  }
}
