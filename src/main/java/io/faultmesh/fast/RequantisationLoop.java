package io.faultmesh.fast;

import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Requantiser;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * {@link Requantiser#apply} over a layer's sums, in 32-bit steps that the JIT turns into vector
 * code (it does so neither for 64-bit products of ints nor for mixed widths).
 *
 * <p>Sums have at most {@code b} bits, by the bounds that weights and bias set, or because a struck
 * sum that saturates the result is clamped first. The multiplier is cut into digits of at most
 * {@code 31 - b} bits, so that each partial product fits an int; and since shifting right in steps
 * equals shifting once, the carries can be dropped digit by digit: the result is exact. What the
 * bounds do not cover (a channel that training has all but switched off, or weights beyond them) is
 * looked at sum by sum.
 */
final class RequantisationLoop {
  private static final int MOST_SUM_BITS = 25;
  private static final int MULTIPLIER_BITS = 31;
  private static final int LEAST_DIGITS = 3;

  /** Channel tables repeat up to this length, so that narrow layers have long loops too. */
  private static final int TILE = 1024;

  private final int[] layerBias;
  private final Requantiser requantiser;
  private final int channels;

  /** Channels whose sums may be beyond the largest though nothing is struck. */
  private final BitSet wide = new BitSet();

  /** Channels in which a struck sum beyond the largest need not saturate. */
  private final BitSet unsaturated = new BitSet();

  private final int[] bias;
  private final int[] limit;

  /** Digits of the multipliers, the lowest first. */
  private final int[][] digits;

  private final int digitBits;
  private final int largestSum;
  private final int lastShift;

  /** Whether sums that nothing has struck are never beyond the largest: they need no clamping. */
  private boolean bounded = true;

  RequantisationLoop(IntegerLayer layer) {
    layerBias = layer.bias();
    requantiser = layer.requantiser();
    channels = layerBias.length;
    long[] bounds = new long[channels];
    Arrays.setAll(bounds, n -> bound(layer, n));
    long largestBound = Arrays.stream(bounds).max().orElse(0);
    int sumBits = Math.min(MOST_SUM_BITS, Long.SIZE - Long.numberOfLeadingZeros(largestBound));
    int largestSum = (1 << sumBits) - 1;
    int count = digits(sumBits);
    digitBits = digitBits(count, sumBits);
    int largest = Arrays.stream(requantiser.multipliers()).max().orElse(1);
    int spare = MULTIPLIER_BITS - (Integer.SIZE - Integer.numberOfLeadingZeros(largest));
    lastShift = requantiser.shift() + spare - digitBits * (count - 1);
    int tile = Math.max(1, TILE / channels) * channels;
    bias = new int[tile];
    limit = new int[tile];
    digits = new int[count][tile];
    boolean usable = lastShift >= 1 && lastShift < Integer.SIZE - 1;
    for (int n = 0; n < channels; n++) {
      int saturating = saturatingSum(n);
      bounded &= bounds[n] <= largestSum;
      unsaturated.set(n, !usable || saturating > largestSum);
      wide.set(n, !usable || (saturating > largestSum && bounds[n] > largestSum));
      for (int i = n; i < tile; i += channels) {
        int multiplier = requantiser.multipliers()[n] << spare;
        bias[i] = layerBias[n];
        limit[i] = Math.min(saturating, largestSum);
        for (int digit = 0; digit < count; digit++) {
          digits[digit][i] = (multiplier >>> (digit * digitBits)) & ((1 << digitBits) - 1);
        }
      }
    }
    this.largestSum = largestSum;
  }

  /** The fewest digits (at least three) that sums of some bits can be multiplied by in an int. */
  private static int digits(int sumBits) {
    int count = LEAST_DIGITS;
    while (digitBits(count, sumBits) > MULTIPLIER_BITS - sumBits) {
      count++;
    }
    return count;
  }

  /** Bits of a digit, so that all hold a multiplier, and the last step has a bit to spare. */
  private static int digitBits(int count, int sumBits) {
    return Math.max((MULTIPLIER_BITS + count - 1) / count, (sumBits + count - 1) / (count - 1));
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
  void run(IntBuffer sums, int count, byte[] output, int outputOffset, boolean struck) {
    if (wide.cardinality() < channels) {
      int[] values = new int[bias.length];
      int[] scaled = new int[bias.length];
      for (int from = 0; from < count; from += bias.length) {
        int length = Math.min(bias.length, count - from);
        sums.get(from, values, 0, length);
        addBias(values, bias, length);
        if (struck || !bounded) {
          clampAbove(values, limit, length);
          clampBelow(values, limit, length);
        }
        multiply(values, digits[0], digits[1], digits[2], digitBits, scaled, length);
        for (int digit = LEAST_DIGITS; digit < digits.length; digit++) {
          multiplyNext(values, digits[digit], digitBits, scaled, length);
        }
        round(scaled, lastShift, requantiser.low(), requantiser.high(), length);
        narrow(scaled, output, outputOffset + from, length);
      }
    }
    BitSet exact = struck ? unsaturated : wide;
    for (int n = exact.nextSetBit(0); n >= 0; n = exact.nextSetBit(n + 1)) {
      for (int i = n; i < count; i += channels) {
        int sum = sums.get(i) + layerBias[n];
        if (sum > largestSum || sum < -largestSum || wide.get(n)) {
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

  /** The three lowest digits. Halves go away from zero: a negative product is one less. */
  private static void multiply(
      int[] values,
      int[] first,
      int[] second,
      int[] third,
      int digitBits,
      int[] scaled,
      int length) {
    for (int i = 0; i < length; i++) {
      int sum = values[i];
      int low = ((sum * first[i] + (sum >> 31)) >> digitBits) + sum * second[i];
      scaled[i] = (low >> digitBits) + sum * third[i];
    }
  }

  private static void multiplyNext(
      int[] values, int[] digit, int digitBits, int[] scaled, int length) {
    for (int i = 0; i < length; i++) {
      scaled[i] = (scaled[i] >> digitBits) + values[i] * digit[i];
    }
  }

  /** Rounds, clamps, and adds the zero point of the stored form. */
  private static void round(int[] scaled, int shift, int least, int most, int length) {
    int half = 1 << (shift - 1);
    int range = most - least;
    int first = least - Byte.MIN_VALUE;
    for (int i = 0; i < length; i++) {
      int below = most - ((scaled[i] + half) >> shift);
      int above = range - (below & ~(below >> 31));
      scaled[i] = (above & ~(above >> 31)) + first;
    }
  }

  private static void narrow(int[] scaled, byte[] output, int offset, int length) {
    for (int i = 0; i < length; i++) {
      output[offset + i] = (byte) scaled[i];
    }
  }
}
