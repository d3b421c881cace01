package io.faultmesh.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Stochastic products, stream by stream, from the words of the page. */
public final class SlowStreams {
  private SlowStreams() {}

  /** 0, 64, 32, 96, 16, ...: halves, then quarters, then eighths. */
  private static List<Integer> halves() {
    List<Integer> numbers = new ArrayList<>(List.of(0));
    for (int step = 64; step >= 1; step /= 2) {
      for (int i = 0, count = numbers.size(); i < count; i++) {
        numbers.add(numbers.get(i) + step);
      }
    }
    return numbers;
  }

  /** The same numbers so that from one to the next one direction number is added or taken. */
  private static List<Integer> gray() {
    List<Integer> numbers = new ArrayList<>();
    int number = 0;
    for (int i = 0; i < 128; i++) {
      numbers.add(number);
      int lowestZero = 0;
      while ((i >> lowestZero & 1) == 1) {
        lowestZero++;
      }
      number ^= 64 >> lowestZero;
    }
    return numbers;
  }

  /** The bits of a product's stream. */
  public static boolean[] stream(int x, int w, int length) {
    List<Integer> inputs = halves();
    List<Integer> weights = gray();
    boolean[] bits = new boolean[length];
    int next = 0;
    for (int cycle = 0; cycle < length; cycle++) {
      if (Math.abs(x) > inputs.get(cycle)) {
        bits[cycle] = Math.abs(w) > weights.get(next);
        next++;
      }
    }
    return bits;
  }

  /** The product of two int8 values at the scale of a binary one. */
  public static int product(int x, int w, int length) {
    return product(stream(x, w, length), x, w);
  }

  /** The same of a stream in which bits flip. */
  static int product(int x, int w, int length, IntPredicate flips) {
    boolean[] stream = stream(x, w, length);
    for (int cycle = 0; cycle < length; cycle++) {
      stream[cycle] ^= flips.test(cycle);
    }
    return product(stream, x, w);
  }

  /** The product that a stream of its bits stands for. */
  static int product(boolean[] stream, int x, int w) {
    int count = 0;
    for (boolean bit : stream) {
      count += bit ? 1 : 0;
    }
    int magnitude = count * (128 * 128 / stream.length);
    return (x < 0) == (w < 0) ? magnitude : -magnitude;
  }
}
