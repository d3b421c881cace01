package io.faultmesh.fast;

import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Requantiser;
import java.util.Arrays;
import java.util.BitSet;

/**
 * {@link Requantiser#apply} over a layer's sums, in 32-bit steps that the JIT turns into vector
 * code (it does so neither for 64-bit products of ints nor for mixed widths).
 *
 * <p>A sum that saturates the result may be clamped first; then it has at most 26 bits. With {@code
 * sum = ah * 2^11 + al} and {@code multiplier = mh * 2^16 + ml} every partial product fits into 31
 * bits, and since shifting right in steps equals shifting once, the carries can be dropped step by
 * step: the result is exact. A channel with a multiplier so small that a sum of 26 bits does not
 * saturate (one that training has all but switched off) is exact as long as its sums have no more;
 * weights and bias bound them, and only struck sums are looked at one by one.
 */
final class RequantisationLoop {
  private static final int LOW_BITS = 11;
  private static final int LOW_MASK = (1 << LOW_BITS) - 1;
  private static final int LARGEST_SUM = 1 << 25;
  private static final int LARGEST_MULTIPLIER_BITS = 31;

  /** Bits that the steps shift by before the last one. */
  private static final int STEPS = 27;

  /** Channel tables repeat up to this length, so that narrow layers have long loops too. */
  private static final int TILE = 512;

  private final int[] layerBias;
  private final Requantiser requantiser;
  private final int channels;

  /** Channels whose sums may have more than 26 bits though nothing is struck. */
  private final BitSet wide = new BitSet();

  /** Channels in which a struck sum of more than 26 bits need not saturate. */
  private final BitSet unsaturated = new BitSet();

  private final int[] bias;
  private final int[] limit;
  private final int[] high;
  private final int[] low;
  private final int lastShift;

  /**
   * Whether sums that nothing has struck have at most 26 bits, so that clamping can be left out.
   */
  private boolean bounded = true;

  RequantisationLoop(IntegerLayer layer) {
    layerBias = layer.bias();
    requantiser = layer.requantiser();
    channels = layerBias.length;
    int largest = Arrays.stream(requantiser.multipliers()).max().orElse(1);
    int spare = LARGEST_MULTIPLIER_BITS - (Integer.SIZE - Integer.numberOfLeadingZeros(largest));
    lastShift = requantiser.shift() + spare - STEPS;
    int tile = Math.max(1, TILE / channels) * channels;
    bias = new int[tile];
    limit = new int[tile];
    high = new int[tile];
    low = new int[tile];
    boolean usable = lastShift >= 1 && lastShift < Integer.SIZE - 1;
    for (int n = 0; n < channels; n++) {
      int saturating = saturatingSum(n);
      long bound = bound(layer, n);
      bounded &= bound <= LARGEST_SUM;
      unsaturated.set(n, !usable || saturating > LARGEST_SUM);
      wide.set(n, !usable || (saturating > LARGEST_SUM && bound > LARGEST_SUM));
      for (int i = n; i < tile; i += channels) {
        int multiplier = requantiser.multipliers()[n] << spare;
        bias[i] = layerBias[n];
        limit[i] = Math.min(saturating, LARGEST_SUM);
        high[i] = multiplier >>> 16;
        low[i] = multiplier & 0xffff;
      }
    }
  }

  /** The largest magnitude that a channel's sum can have without faults. */
  private static long bound(IntegerLayer layer, int channel) {
    int k = layer.node().windowSize();
    long bound = Math.abs((long) layer.bias()[channel]);
    for (int i = channel * k; i < (channel + 1) * k; i++) {
      bound += Math.abs(layer.weights()[i]) * -(long) Byte.MIN_VALUE;
    }
    return bound;
  }

  /** The least magnitude whose result is beyond int8, or the largest int where there is none. */
  private int saturatingSum(int channel) {
    long multiplier = requantiser.multipliers()[channel];
    if (multiplier == 0) {
      return Integer.MAX_VALUE;
    }
    double sum = Math.ceil(Math.scalb(129.0, requantiser.shift()) / multiplier) + 1;
    return (int) Math.min(Integer.MAX_VALUE, sum);
  }

  /**
   * Requantises sums without bias, {@code [pixel][channel]}.
   *
   * @param count a multiple of the number of channels
   * @param struck whether faults may have changed sums
   */
  void run(int[] sums, int count, byte[] output, int outputOffset, boolean struck) {
    if (wide.cardinality() < channels) {
      int[] values = new int[bias.length];
      int[] scaled = new int[bias.length];
      for (int from = 0; from < count; from += bias.length) {
        int length = Math.min(bias.length, count - from);
        System.arraycopy(sums, from, values, 0, length);
        addBias(values, bias, length);
        if (struck || !bounded) {
          clampAbove(values, limit, length);
          clampBelow(values, limit, length);
        }
        multiplyLow(values, low, scaled, length);
        multiplyHigh(values, high, scaled, length);
        round(scaled, lastShift, requantiser.high(), length);
        store(scaled, requantiser.low(), length);
        narrow(scaled, output, outputOffset + from, length);
      }
    }
    BitSet exact = struck ? unsaturated : wide;
    for (int n = exact.nextSetBit(0); n >= 0; n = exact.nextSetBit(n + 1)) {
      for (int i = n; i < count; i += channels) {
        int sum = sums[i] + layerBias[n];
        if (sum > LARGEST_SUM || sum < -LARGEST_SUM || wide.get(n)) {
          output[outputOffset + i] = Layout.stored(requantiser.apply(sum, n));
        }
      }
    }
  }

  // Each step is a loop of its own with few operations and no calls: larger ones, and those with
  // Math.min or Math.max, are not turned into vector code by every JIT that we run on.

  private static void addBias(int[] values, int[] bias, int length) {
    for (int i = 0; i < length; i++) {
      values[i] += bias[i];
    }
  }

  /** Halves are compared, since the difference of a struck sum and a limit may not fit an int. */
  private static void clampAbove(int[] values, int[] limit, int length) {
    for (int i = 0; i < length; i++) {
      int sum = values[i];
      int above = ((limit[i] >> 1) - (sum >> 1)) >> 31;
      values[i] = (sum & ~above) | (limit[i] & above);
    }
  }

  private static void clampBelow(int[] values, int[] limit, int length) {
    for (int i = 0; i < length; i++) {
      int sum = values[i];
      int below = ((limit[i] >> 1) + (sum >> 1)) >> 31;
      values[i] = (sum & ~below) | (-limit[i] & below);
    }
  }

  /** {@code sum * ml >> 11}. Halves go away from zero: a negative product is one less. */
  private static void multiplyLow(int[] values, int[] low, int[] scaled, int length) {
    for (int i = 0; i < length; i++) {
      int sum = values[i];
      scaled[i] =
          (((sum & LOW_MASK) * low[i] + (sum >> 31)) >> LOW_BITS) + (sum >> LOW_BITS) * low[i];
    }
  }

  /** Adds {@code sum * mh * 2^16} and shifts by the next 16 bits. */
  private static void multiplyHigh(int[] values, int[] high, int[] scaled, int length) {
    for (int i = 0; i < length; i++) {
      int sum = values[i];
      scaled[i] =
          (((scaled[i] >> 5) + (sum & LOW_MASK) * high[i]) >> LOW_BITS)
              + (sum >> LOW_BITS) * high[i];
    }
  }

  private static void round(int[] scaled, int shift, int most, int length) {
    int half = 1 << (shift - 1);
    for (int i = 0; i < length; i++) {
      int below = most - ((scaled[i] + half) >> shift);
      scaled[i] = most - (below & ~(below >> 31));
    }
  }

  private static void store(int[] scaled, int least, int length) {
    for (int i = 0; i < length; i++) {
      int above = scaled[i] - least;
      scaled[i] = ((above & ~(above >> 31)) + least) ^ 0x80;
    }
  }

  private static void narrow(int[] scaled, byte[] output, int offset, int length) {
    for (int i = 0; i < length; i++) {
      output[offset + i] = (byte) scaled[i];
    }
  }
}
