package io.faultmesh.network;

import io.faultmesh.scenario.QuantisationSettings;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Constrained quantisation (our rule; the publication only names the idea): one shift {@code t} per
 * layer and one weight scale {@code s_out * 2^-t / s_in} for all its filters, where {@code t} is
 * the one with the least squared output error over sampled windows of the calibration images.
 */
final class PowerOfTwo {
  private static final int MAX_TRUNCATION = 24;

  private final Convolution layer;
  private final double in;
  private final double out;
  private final int[][] inputs;
  private final double[][] expected;

  private PowerOfTwo(Convolution layer, double in, double out, List<float[]> patches) {
    this.layer = layer;
    this.in = in;
    this.out = out;
    this.inputs = new int[patches.size()][];
    this.expected = new double[patches.size()][];
    for (int p = 0; p < inputs.length; p++) {
      float[] patch = patches.get(p);
      inputs[p] = new int[patch.length];
      for (int i = 0; i < patch.length; i++) {
        inputs[p][i] = (int) Quantiser.roundHalfAway(patch[i] / in, Byte.MIN_VALUE, Byte.MAX_VALUE);
      }
      expected[p] = floatOutput(patch);
    }
  }

  static IntegerLayer layer(
      int index,
      Convolution layer,
      double in,
      double out,
      List<float[]> patches,
      QuantisationSettings settings) {
    int[] allowed =
        settings.truncations().isEmpty()
            ? IntStream.rangeClosed(0, MAX_TRUNCATION).toArray()
            : settings.truncations().stream().mapToInt(Integer::intValue).sorted().toArray();
    int t = new PowerOfTwo(layer, in, out, patches).best(allowed);
    int[] truncations = new int[layer.filters()];
    Arrays.fill(truncations, t);
    return new IntegerLayer(
        index,
        layer,
        weights(layer, in, out, t),
        bias(layer, out, t),
        Requantiser.shiftBy(t, layer.filters(), layer.clip(), out),
        truncations);
  }

  private static double weightScale(double in, double out, int t) {
    return Math.scalb(out / in, -t);
  }

  private static byte[] weights(Convolution layer, double in, double out, int t) {
    byte[] weights = new byte[layer.weights().length];
    Quantiser.quantiseWeights(
        layer.weights(),
        weights,
        0,
        weights.length,
        weightScale(in, out, t),
        -Quantiser.MAX_WEIGHT);
    return weights;
  }

  private static int[] bias(Convolution layer, double out, int t) {
    int[] bias = new int[layer.filters()];
    for (int n = 0; n < bias.length; n++) {
      bias[n] = Quantiser.quantiseBias(layer.bias()[n], Math.scalb(out, -t));
    }
    return bias;
  }

  /** The error has one valley: start where no weight is clipped, and walk down. */
  private int best(int[] allowed) {
    double largest = 0;
    for (float weight : layer.weights()) {
      largest = Math.max(largest, Math.abs(weight));
    }
    double unclipped = Math.log(127 * out / (in * Math.max(largest, 1e-30))) / Math.log(2);
    int index = 0;
    while (index + 1 < allowed.length && allowed[index + 1] <= unclipped) {
      index++;
    }
    double error = error(allowed[index]);
    for (int step : new int[] {1, -1}) {
      while (index + step >= 0 && index + step < allowed.length) {
        double next = error(allowed[index + step]);
        if (next >= error) {
          break;
        }
        error = next;
        index += step;
      }
    }
    return allowed[index];
  }

  private double error(int t) {
    byte[] weights = weights(layer, in, out, t);
    int[] bias = bias(layer, out, t);
    Requantiser requantiser = Requantiser.shiftBy(t, 1, layer.clip(), out);
    int k = layer.windowSize();
    double error = 0;
    int[] filter = new int[k];
    for (int n = 0; n < bias.length; n++) {
      for (int i = 0; i < k; i++) {
        filter[i] = weights[n * k + i];
      }
      int first = n / layer.filtersPerGroup() * k;
      for (int p = 0; p < inputs.length; p++) {
        int sum = bias[n];
        for (int i = 0; i < k; i++) {
          sum += filter[i] * inputs[p][first + i];
        }
        double difference = requantiser.apply(sum, 0) * out - expected[p][n];
        error += difference * difference;
      }
    }
    return error;
  }

  private double[] floatOutput(float[] patch) {
    int k = layer.windowSize();
    double[] values = new double[layer.filters()];
    for (int n = 0; n < values.length; n++) {
      int first = n / layer.filtersPerGroup() * k;
      double sum = layer.bias()[n];
      for (int i = 0; i < k; i++) {
        sum += layer.weights()[n * k + i] * patch[first + i];
      }
      values[n] = layer.clip().apply(sum);
    }
    return values;
  }
}
