package io.faultmesh.arithmetic;

import java.util.Arrays;
import java.util.List;

/**
 * How the logits of several networks become one: votes for classes, sums of logits, or their
 * medians. Real values are float32: steps times scale.
 */
public interface LogitCombiner {
  /** The format of votes. */
  Quantisation VOTES = Quantisation.symmetric(1);

  /**
   * Combines.
   *
   * @param steps of each member's logits from zero, by member and class
   * @return the stored bits of every class
   */
  byte[] apply(int[][] steps);

  /**
   * Each member votes for its largest logit (of equal ones the first). A class scores {@code votes
   * * members}, and so that members who are listed earlier decide ties, {@code members - 1 - place
   * of the first who voted for it}; a class without votes scores 0.
   */
  static LogitCombiner majority() {
    return steps -> {
      int members = steps.length;
      byte[] scores = new byte[steps[0].length];
      for (int member = members - 1; member >= 0; member--) {
        int best = 0;
        for (int c = 1; c < scores.length; c++) {
          best = steps[member][c] > steps[member][best] ? c : best;
        }
        int votes = scores[best] / members;
        scores[best] = (byte) ((votes + 1) * members + (members - 1 - member));
      }
      return scores;
    };
  }

  /** The sum of the members' real logits, in the order of the members. */
  static LogitCombiner sum(List<Quantisation> formats, Quantisation result) {
    return each(
        formats,
        result,
        values -> {
          float sum = 0;
          for (float value : values) {
            sum += value;
          }
          return sum;
        });
  }

  /** The median of the members' real logits, or the mean of the middle two. */
  static LogitCombiner median(List<Quantisation> formats, Quantisation result) {
    return each(
        formats,
        result,
        values -> {
          Arrays.sort(values);
          int half = values.length / 2;
          return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
        });
  }

  /** What the real logits of one class become. */
  interface OfClass {
    float apply(float[] values);
  }

  private static LogitCombiner each(List<Quantisation> formats, Quantisation result, OfClass rule) {
    return steps -> {
      byte[] combined = new byte[steps[0].length];
      float[] values = new float[steps.length];
      for (int c = 0; c < combined.length; c++) {
        for (int member = 0; member < values.length; member++) {
          values[member] = steps[member][c] * formats.get(member).scale();
        }
        combined[c] = (byte) result.quantise(rule.apply(values));
      }
      return combined;
    };
  }
}
