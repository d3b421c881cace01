package io.faultmesh.network;

import io.faultmesh.arithmetic.Quantisation;
import java.util.Arrays;

/**
 * A node that computes vectors from vectors: the values along an axis, seen as {@code (outer, axis,
 * inner)} in row-major order.
 */
public sealed interface VectorNode extends Node permits Softmax, LayerNormalisation {
  Tensor input();

  /** Values of a vector. */
  int length();

  /** How far apart the values of a vector lie. */
  int inner();

  /** What a vector becomes. */
  interface Rule {
    /** Values from steps, counted from zero. */
    int[] apply(int[] steps);
  }

  /** The rule of the tensors' formats. */
  Rule rule(IntegerNetwork network);

  /** All vectors, one after the other; places by number in row-major order. */
  default byte[] apply(Rule rule, Quantisation format, byte[] input) {
    byte[] output = new byte[input.length];
    int[] steps = new int[length()];
    int block = length() * inner();
    for (int outer = 0; outer < input.length; outer += block) {
      for (int first = outer; first < outer + inner(); first++) {
        for (int i = 0; i < steps.length; i++) {
          steps[i] = format.steps(input[first + i * inner()]);
        }
        int[] results = rule.apply(Arrays.copyOf(steps, steps.length));
        for (int i = 0; i < steps.length; i++) {
          output[first + i * inner()] = (byte) results[i];
        }
      }
    }
    return output;
  }
}
