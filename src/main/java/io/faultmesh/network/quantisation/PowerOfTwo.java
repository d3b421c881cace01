package io.faultmesh.network.quantisation;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.scenario.QuantisationSettings;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Constrained quantisation (our rule; the publication only names the idea): one shift {@code t} per
 * layer, where the multiplier of all filters is exactly {@code 2^-t}. {@code t} is the one with the
 * least squared output error over sampled windows of the calibration images.
 *
 * <p>The weight scale is {@code float(s_out * 2^-t / s_in)}; the output's scale then moves by the
 * rounding error to {@code float(s_in * s_w) * 2^t}, without which the multiplier would miss the
 * power of two by a unit in the last place in one layer out of ten.
 */
final class PowerOfTwo {
  private final Convolution layer;
  private final Quantisation in;
  private final Quantisation wanted;
  private final int[][] inputs;
  private final double[][] expected;
  private int t;

  private PowerOfTwo(
      Convolution layer, Quantisation in, Quantisation wanted, List<float[]> patches) {
    this.layer = layer;
    this.in = in;
    this.wanted = wanted;
    this.inputs = new int[patches.size()][];
    this.expected = new double[patches.size()][];
    for (int p = 0; p < inputs.length; p++) {
      float[] patch = patches.get(p);
      inputs[p] = new int[patch.length];
      for (int i = 0; i < patch.length; i++) {
        inputs[p][i] = in.quantise(patch[i]) - in.zeroPoint();
      }
      expected[p] = floatOutput(patch);
    }
  }

  /**
   * Chooses a layer's shift.
   *
   * @param wanted the output's format before its scale is adjusted
   * @param patches sampled windows of the float input
   */
  static PowerOfTwo of(
      Convolution layer,
      Quantisation in,
      Quantisation wanted,
      List<float[]> patches,
      QuantisationSettings settings) {
    int[] allowed =
        settings.truncations().isEmpty()
            ? IntStream.rangeClosed(0, Truncation.MOST).toArray()
            : settings.truncations().stream().mapToInt(Integer::intValue).sorted().toArray();
    PowerOfTwo choice = new PowerOfTwo(layer, in, wanted, patches);
    choice.t = choice.best(allowed);
    return choice;
  }

  /**
   * The result's format of a product of activations, whose scales are given: the finest one that
   * holds the wanted range, or the coarsest allowed.
   *
   * @param sums scale of the sums
   */
  static Quantisation ofProduct(float sums, Quantisation wanted, QuantisationSettings settings) {
    int t = (int) Math.ceil(Math.log((double) wanted.scale() / sums) / Math.log(2));
    int needed = Math.max(0, Math.min(Truncation.MOST, t));
    List<Integer> allowed = settings.truncations();
    int chosen =
        allowed.isEmpty()
            ? needed
            : allowed.stream()
                .filter(shift -> shift >= needed)
                .min(Integer::compare)
                .orElse(Collections.max(allowed));
    return wanted.withScale(Math.scalb(sums, chosen));
  }

  /** The output's format, whose scale makes the multiplier exact. */
  Quantisation output() {
    return output(t);
  }

  IntegerLayer layer(int index) {
    float[] scales = new float[layer.filters()];
    Arrays.fill(scales, weightScale(t));
    byte[] weights = weights(t);
    int[] bias = bias(t);
    for (int n = 0; n < bias.length; n++) {
      bias[n] -= IntegerLayer.zeroPointSum(in, weights, n, layer.windowSize());
    }
    int[] truncations = new int[layer.filters()];
    Arrays.fill(truncations, t);
    return new IntegerLayer(
        index,
        layer,
        in,
        output(),
        weights,
        scales,
        bias,
        requantiser(t, layer.filters()),
        truncations);
  }

  private float weightScale(int t) {
    return (float) Math.scalb((double) wanted.scale() / in.scale(), -t);
  }

  private Quantisation output(int t) {
    return wanted.withScale(Math.scalb(in.scale() * weightScale(t), t));
  }

  private Requantiser requantiser(int t, int channels) {
    float[] multipliers = new float[channels];
    Arrays.fill(multipliers, in.scale() * weightScale(t) / output(t).scale());
    return Requantiser.of(multipliers, output(t), layer.clip().low(), layer.clip().high());
  }

  private byte[] weights(int t) {
    byte[] weights = new byte[layer.weights().length];
    Quantiser.quantiseWeights(
        layer.weights(), weights, 0, weights.length, weightScale(t), -Quantiser.MAX_WEIGHT);
    return weights;
  }

  /** For inputs counted from zero. */
  private int[] bias(int t) {
    int[] bias = new int[layer.filters()];
    for (int n = 0; n < bias.length; n++) {
      bias[n] = Quantiser.quantiseBias(layer.bias()[n], in.scale() * weightScale(t));
    }
    return bias;
  }

  /**
   * The shift with the least error. Every allowed one is tried, since the error may have several
   * valleys (a channel of large weights clips long before the others gain): those near the largest
   * shift that clips no weight come first, so that the others are given up early.
   */
  private int best(int[] allowed) {
    int unclipped = unclippedShift();
    int[] nearest =
        Arrays.stream(allowed)
            .boxed()
            .sorted(Comparator.comparingInt(t -> Math.abs(t - unclipped)))
            .mapToInt(Integer::intValue)
            .toArray();
    int best = nearest[0];
    double least = Double.POSITIVE_INFINITY;
    for (int t : nearest) {
      double error = error(t, least);
      if (error < least) {
        least = error;
        best = t;
      }
    }
    return best;
  }

  private int unclippedShift() {
    double largest = 1e-30;
    for (float weight : layer.weights()) {
      largest = Math.max(largest, Math.abs(weight));
    }
    double steps = 127 * wanted.scale() / (in.scale() * largest);
    double exponent = Math.floor(Math.log(steps) / Math.log(2));
    return (int) Math.max(0, Math.min(Truncation.MOST, exponent));
  }

  /** The squared error of shift {@code t}, or some value of at least {@code enough}. */
  private double error(int t, double enough) {
    byte[] weights = weights(t);
    int[] bias = bias(t);
    Quantisation output = output(t);
    Requantiser requantiser = requantiser(t, 1);
    int k = layer.windowSize();
    double error = 0;
    int[] filter = new int[k];
    for (int n = 0; n < bias.length && error < enough; n++) {
      for (int i = 0; i < k; i++) {
        filter[i] = weights[n * k + i];
      }
      int first = n / layer.filtersPerGroup() * k;
      for (int p = 0; p < inputs.length; p++) {
        int sum = bias[n];
        for (int i = 0; i < k; i++) {
          sum += filter[i] * inputs[p][first + i];
        }
        int steps = requantiser.apply(sum, 0) - output.zeroPoint();
        double difference = (double) steps * output.scale() - expected[p][n];
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
