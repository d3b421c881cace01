package io.faultmesh.arithmetic;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A stochastic multiplier: magnitudes become streams of bits, and a counter adds up the bits of
 * their product, as HUBLinear of UnarySim does (Wu et al., ISCA 2020; uSystolic, HPCA 2022). In
 * cycle c the input's bit is {@code |x| > r(c)}. Where it is 1, the next number of the weight's own
 * sequence is drawn, and the product's bit is {@code |w| > s(k)}, k counting the ones before. The
 * count is shifted to the scale of a binary product; the sign is that of the product.
 */
public final class StreamMultiplier implements Multiplier {
  /** A whole period of the sequences. */
  public static final int LONGEST = 128;

  private static final int BITS = 7;
  private static final int VALUES = 256;

  /** What a multiplier of a length computes is always the same. */
  private static final Map<Integer, StreamMultiplier> ALL = new ConcurrentHashMap<>();

  private final short[] products = new short[VALUES * VALUES];
  private final int shift;

  private StreamMultiplier(int length) {
    shift = 2 * BITS - Integer.numberOfTrailingZeros(length);
    for (int x = 0; x <= LONGEST; x++) {
      for (int w = 0; w <= LONGEST; w++) {
        int product = count(x, w, length) << shift;
        put(x, w, product);
        put(-x, w, -product);
        put(x, -w, -product);
        put(-x, -w, product);
      }
    }
  }

  /** The multiplier of a stream length: a power of two of at most 128. */
  static StreamMultiplier of(int length) {
    return ALL.computeIfAbsent(length, StreamMultiplier::new);
  }

  private void put(int x, int w, int product) {
    if (x < LONGEST && w < LONGEST) {
      products[place(x, w)] = (short) product;
    }
  }

  private static int place(int x, int w) {
    return (x & 0xff) * VALUES + (w & 0xff);
  }

  /** The ones of a product's stream before a cycle. */
  private static int count(int x, int w, int end) {
    int ones = 0;
    int drawn = 0;
    for (int cycle = 0; cycle < end; cycle++) {
      if (x > inputNumber(cycle)) {
        ones += w > weightNumber(drawn) ? 1 : 0;
        drawn++;
      }
    }
    return ones;
  }

  /** Van der Corput's sequence in base 2: the cycle's bits in reverse. */
  private static int inputNumber(int cycle) {
    return Integer.reverse(cycle) >>> (Integer.SIZE - BITS);
  }

  /** Sobol's first sequence in the order of Gray's code. */
  private static int weightNumber(int drawn) {
    return inputNumber(drawn ^ (drawn >>> 1));
  }

  @Override
  public int product(int input, int weight) {
    return products[place(input, weight)];
  }

  /** One unit: a 1 is lost, or comes to the others. */
  @Override
  public int step(int input, int weight, int cycle) {
    int x = Math.abs(input);
    int w = Math.abs(weight);
    boolean loses = count(x, w, cycle + 1) > count(x, w, cycle);
    boolean positive = (input < 0) == (weight < 0);
    return loses == positive ? -(1 << shift) : 1 << shift;
  }
}
