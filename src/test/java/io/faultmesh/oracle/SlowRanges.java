package io.faultmesh.oracle;

import io.faultmesh.fault.Outcome;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.mechanism.Range;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;

/** Range restrictions of one layer. */
final class SlowRanges {

  /** What calibration images show: least and greatest, by channel. */
  record Bounds(int[][] sums, int[][] results) {
    private static int[][] wide(int channels) {
      int[][] bounds = new int[channels][];
      for (int channel = 0; channel < channels; channel++) {
        bounds[channel] = new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE};
      }
      return bounds;
    }

    private static void widen(int[] bounds, int value) {
      bounds[0] = Math.min(bounds[0], value);
      bounds[1] = Math.max(bounds[1], value);
    }
  }

  private final SlowDesign design;
  private final SlowFlips drawn;
  private final IntegerLayer layer;
  private final Bounds bounds;

  SlowRanges(SlowDesign design, SlowFlips drawn, IntegerLayer layer, Bounds bounds) {
    this.design = design;
    this.drawn = drawn;
    this.layer = layer;
    this.bounds = bounds;
  }

  /** Bounds by layer, of the plain network over images. */
  static List<Bounds> measure(IntegerNetwork network, List<byte[]> images) {
    List<Bounds> bounds = new ArrayList<>();
    for (IntegerLayer layer : network.layers()) {
      int channels = layer.node().filters();
      bounds.add(new Bounds(Bounds.wide(channels), Bounds.wide(channels)));
    }
    for (byte[] image : images) {
      SlowReference.Result golden = SlowReference.golden(network, image);
      for (IntegerLayer layer : network.layers()) {
        Bounds own = bounds.get(layer.index());
        byte[] results = golden.values().get(layer.node().output());
        for (int neuron = 0; neuron < results.length; neuron++) {
          int channel = neuron / layer.node().pixels();
          int sum = golden.sums().get(layer.index())[neuron] + layer.bias()[channel];
          Bounds.widen(own.sums[channel], sum);
          Bounds.widen(own.results[channel], SlowNodes.decoded(layer.output(), results[neuron]));
        }
      }
    }
    return bounds;
  }

  private static FaultSite site(Range range) {
    return range.on() == Range.Target.SUM ? FaultSite.ACCUMULATOR : FaultSite.ACTIVATION;
  }

  boolean lookAt(FaultSite site) {
    return design.ranges().stream().anyMatch(range -> site(range) == site);
  }

  /**
   * A sum or result as all ranges leave it.
   *
   * @param expected what is no reason for an alarm
   */
  int judge(FaultSite site, int channel, int value, int expected) {
    int left = value;
    for (Range range : design.ranges()) {
      if (site(range) == site) {
        left = judge(range, channel, left, expected);
      }
    }
    return left;
  }

  private int judge(Range range, int channel, int value, int expected) {
    boolean ofSums = range.on() == Range.Target.SUM;
    int zero = ofSums ? 0 : layer.output().zeroPoint();
    int[][] seen = ofSums ? bounds.sums : bounds.results;
    int least = seen[channel][0];
    int most = seen[channel][1];
    if (range.bounds() == Range.Scope.LAYER) {
      for (int[] other : seen) {
        least = Math.min(least, other[0]);
        most = Math.max(most, other[1]);
      }
    }
    boolean hasOwn = layer.index() < range.shares().size();
    double share = hasOwn ? range.shares().get(layer.index()) : range.share();
    // A bound on the near side of zero is never tightened.
    double near = Math.min(1, share);
    double low =
        least > zero
            ? Math.floor(zero + (least - zero) * near)
            : Math.ceil(zero + ((double) least - zero) * share);
    double high =
        most < zero
            ? Math.ceil(zero + (most - zero) * near)
            : Math.floor(zero + ((double) most - zero) * share);
    if (value >= low && value <= high) {
      return value;
    }
    boolean isFalse = value == expected;
    Outcome outcome = isFalse ? Outcome.FALSE_ALARM : Outcome.DETECTED;
    drawn.count(site(range), "range", layer.index(), outcome);
    if (range.outside() == Range.Outside.ZERO) {
      return zero;
    }
    return (int) (value < low ? low : high);
  }
}
