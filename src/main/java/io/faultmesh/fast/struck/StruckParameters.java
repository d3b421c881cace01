package io.faultmesh.fast.struck;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.struck.StruckValues;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A layer's parameters after flips: weights, in DRAM transfers and in the cache; biases and scales
 * in the output stage.
 */
public final class StruckParameters {
  private final IntegerLayer layer;
  private final SortedMap<Integer, Integer> weights = new TreeMap<>();
  private final Map<Integer, Integer> biases = new HashMap<>();
  private final Map<Integer, Integer> scales = new HashMap<>();

  public StruckParameters(IntegerLayer layer) {
    this.layer = layer;
  }

  /** Takes in flips of weights; what stands behind the weights is left out. */
  void strikeWeights(StruckValues source) {
    while (source.advance() && source.value() < layer.weights().length) {
      merge(weights, source);
    }
  }

  void strikeBiases(StruckValues source) {
    while (source.advance()) {
      merge(biases, source);
    }
  }

  void strikeScales(StruckValues source) {
    while (source.advance()) {
      merge(scales, source);
    }
  }

  /**
   * The same with other weights of some filters, as they were read again.
   *
   * @param read all weights, {@code [N][K]}, of which those of other filters do not matter
   */
  StruckParameters withWeights(BitSet filters, byte[] read) {
    StruckParameters other = new StruckParameters(layer);
    other.weights.putAll(weights);
    other.biases.putAll(biases);
    other.scales.putAll(scales);
    int k = layer.node().windowSize();
    filters.stream()
        .forEach(
            filter -> {
              other.weights.subMap(filter * k, (filter + 1) * k).clear();
              for (int i = filter * k; i < (filter + 1) * k; i++) {
                int mask = (read[i] ^ layer.weights()[i]) & 0xff;
                if (mask != 0) {
                  other.weights.put(i, mask);
                }
              }
            });
    return other;
  }

  private static void merge(Map<Integer, Integer> flips, StruckValues source) {
    flips.merge((int) source.value(), source.left(), (a, b) -> a ^ b);
  }

  public boolean isEmpty() {
    return weights.isEmpty() && biases.isEmpty() && scales.isEmpty();
  }

  int weight(int index) {
    int weight = layer.weights()[index];
    return weights.isEmpty() ? weight : (byte) (weight ^ weights.getOrDefault(index, 0));
  }

  /** All weights of a filter, {@code [K]}. */
  public byte[] filter(int filter) {
    int k = layer.node().windowSize();
    int first = filter * k;
    byte[] own = Arrays.copyOfRange(layer.weights(), first, first + k);
    weights
        .subMap(first, first + k)
        .forEach((index, mask) -> own[index - first] ^= mask.byteValue());
    return own;
  }

  int bias(int filter) {
    return layer.bias()[filter] ^ biases.getOrDefault(filter, 0);
  }

  float multiplier(int filter) {
    float multiplier = layer.requantiser().multipliers()[filter];
    Integer mask = scales.get(filter);
    return mask == null
        ? multiplier
        : Float.intBitsToFloat(Float.floatToRawIntBits(multiplier) ^ mask);
  }

  /** The filters with a struck weight. */
  BitSet filtersOfWeights() {
    int k = layer.node().windowSize();
    BitSet filters = new BitSet();
    weights.keySet().forEach(index -> filters.set(index / k));
    return filters;
  }

  /** The taps of a filter's struck weights. */
  int[] struckTaps(int filter) {
    int first = filter * layer.node().windowSize();
    return weights.subMap(first, first + layer.node().windowSize()).keySet().stream()
        .mapToInt(index -> index - first)
        .toArray();
  }

  /** The filters with a struck weight, but with the layer's own bias and scale. */
  public int[] filtersOfWeightsAlone() {
    BitSet filters = filtersOfWeights();
    filters.andNot(filtersOfRegisters());
    return filters.stream().toArray();
  }

  /** The filters with a struck bias or scale. */
  public BitSet filtersOfRegisters() {
    BitSet filters = new BitSet();
    biases.keySet().forEach(filters::set);
    scales.keySet().forEach(filters::set);
    return filters;
  }

  /** Adds to every sum what its struck weights change. */
  void correct(LayerImage place, int[] sums) {
    Convolution node = layer.node();
    weights.forEach(
        (index, mask) -> {
          int filter = index / node.windowSize();
          int tap = index % node.windowSize();
          int difference = weight(index) - layer.weights()[index];
          for (int pixel = 0; pixel < node.pixels(); pixel++) {
            sums[place.place(filter, pixel)] += difference * place.inputValue(filter, pixel, tap);
          }
        });
  }
}
