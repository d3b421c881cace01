package io.faultmesh.network;

import io.faultmesh.arithmetic.LogitCombiner;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.scenario.DesignSettings.Combine;
import java.util.List;

/** The logits of an ensemble's members become the ensemble's. */
public record LogitCombination(String name, List<Tensor> inputs, Tensor output, Combine combine)
    implements Node {
  private static final float MOST_STEPS = 127;

  public LogitCombination {
    inputs = List.copyOf(inputs);
    for (Tensor input : inputs) {
      if (input.shape().size() != output.shape().size()) {
        throw new IllegalArgumentException(
            "members have " + input.shape() + " and " + output.shape() + " logits");
      }
    }
  }

  @Override
  public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
    return new LogitCombination(newName, newInputs, newOutput, combine);
  }

  /** The output's format: no member's logits can make it saturate by more than a step. */
  static Quantisation format(Combine combine, List<Quantisation> members) {
    float sum = 0;
    float largest = 0;
    for (Quantisation member : members) {
      float needed = member.scale() * (steps(member) / MOST_STEPS);
      sum += needed;
      largest = Math.max(largest, needed);
    }
    return switch (combine) {
      case MAJORITY -> LogitCombiner.VOTES;
      case SUM -> Quantisation.symmetric(sum);
      case MEDIAN -> Quantisation.symmetric(largest);
    };
  }

  /** How far a member's logits reach from zero; int8 around 0 may be off by its lowest one. */
  private static float steps(Quantisation format) {
    return Math.max(
        format.highest() - format.zeroPoint(), format.zeroPoint() - format.lowest() - 1);
  }

  /** The rule of the tensors' formats. */
  private LogitCombiner rule(IntegerNetwork network) {
    List<Quantisation> formats = inputs.stream().map(network::format).toList();
    Quantisation result = network.format(output);
    return switch (combine) {
      case MAJORITY -> LogitCombiner.majority();
      case SUM -> LogitCombiner.sum(formats, result);
      case MEDIAN -> LogitCombiner.median(formats, result);
    };
  }

  /** The ensemble's logits from its members', all in row-major order. */
  public byte[] apply(IntegerNetwork network, byte[][] logits) {
    int[][] steps = new int[logits.length][];
    for (int member = 0; member < steps.length; member++) {
      Quantisation format = network.format(inputs.get(member));
      steps[member] = new int[logits[member].length];
      for (int c = 0; c < steps[member].length; c++) {
        steps[member][c] = format.steps(logits[member][c]);
      }
    }
    return rule(network).apply(steps);
  }
}
