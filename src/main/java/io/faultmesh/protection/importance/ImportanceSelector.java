package io.faultmesh.protection.importance;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.Network;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Mechanisms;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.DesignSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses the important neurons or channels: the highest scores, among equals the lowest index. */
public final class ImportanceSelector {
  private ImportanceSelector() {}

  public static Importance select(
      Scores scores, DesignSettings design, Network network, ArraySettings array) {
    List<Convolution> layers = network.layers();
    boolean channels = Mechanisms.rankChannels(design);
    List<float[]> units = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      float[] neurons = scores.layers().get(i);
      units.add(channels ? channelSums(layers.get(i), neurons) : neurons);
    }
    List<BitSet> chosen = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      chosen.add(new BitSet());
    }
    switch (design.policy()) {
      case GLOBAL -> global(units, design.important(), chosen);
      case UNIFORM -> {
        for (int i = 0; i < units.size(); i++) {
          take(units.get(i), all(units.get(i)), design.important(), chosen.get(i));
        }
      }
      case PER_FOLD -> {
        for (int i = 0; i < units.size(); i++) {
          for (int[] tile : tiles(layers.get(i), channels, array)) {
            take(units.get(i), tile, design.important(), chosen.get(i));
          }
        }
      }
    }
    return new Importance(chosen);
  }

  private static float[] channelSums(Convolution layer, float[] neurons) {
    float[] sums = new float[layer.filters()];
    for (int channel = 0; channel < sums.length; channel++) {
      double sum = 0;
      for (int i = channel * layer.pixels(); i < (channel + 1) * layer.pixels(); i++) {
        sum += neurons[i];
      }
      sums[channel] = (float) sum;
    }
    return sums;
  }

  private static int[] all(float[] units) {
    return IntStream.range(0, units.length).toArray();
  }

  private static int count(double fraction, int units) {
    return (int) Math.ceil(fraction * units);
  }

  private static void take(float[] scores, int[] candidates, double fraction, BitSet chosen) {
    highest(scores, candidates).limit(count(fraction, candidates.length)).forEach(chosen::set);
  }

  private static IntStream highest(float[] scores, int[] candidates) {
    // One sort of primitives: inverted score above, index below.
    long[] keys = new long[candidates.length];
    for (int i = 0; i < keys.length; i++) {
      int bits = Float.floatToIntBits(scores[candidates[i]]);
      int ordered = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
      keys[i] = ((long) ~ordered << 32) | candidates[i];
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) key);
  }

  private static void global(List<float[]> units, double fraction, List<BitSet> chosen) {
    int total = units.stream().mapToInt(own -> own.length).sum();
    float[] joined = new float[total];
    int[] starts = new int[units.size() + 1];
    for (int i = 0; i < units.size(); i++) {
      System.arraycopy(units.get(i), 0, joined, starts[i], units.get(i).length);
      starts[i + 1] = starts[i] + units.get(i).length;
    }
    highest(joined, all(joined))
        .limit(count(fraction, total))
        .forEach(
            unit -> {
              int found = Arrays.binarySearch(starts, unit);
              int layer = found >= 0 ? found : -found - 2;
              chosen.get(layer).set(unit - starts[layer]);
            });
  }

  /**
   * The neurons of every output tile of R pixels and C filters; of channels, every C filters of a
   * group.
   */
  private static List<int[]> tiles(Convolution layer, boolean channels, ArraySettings array) {
    List<int[]> tiles = new ArrayList<>();
    for (int group = 0; group < layer.groups(); group++) {
      int groupEnd = (group + 1) * layer.filtersPerGroup();
      for (int n = group * layer.filtersPerGroup(); n < groupEnd; n += array.columns()) {
        int lastFilter = Math.min(groupEnd, n + array.columns());
        if (channels) {
          tiles.add(IntStream.range(n, lastFilter).toArray());
          continue;
        }
        int firstFilter = n;
        for (int m = 0; m < layer.pixels(); m += array.rows()) {
          int firstPixel = m;
          int lastPixel = Math.min(layer.pixels(), m + array.rows());
          tiles.add(
              IntStream.range(firstFilter, lastFilter)
                  .flatMap(
                      filter ->
                          IntStream.range(firstPixel, lastPixel)
                              .map(pixel -> filter * layer.pixels() + pixel))
                  .toArray());
        }
      }
    }
    return tiles;
  }
}
