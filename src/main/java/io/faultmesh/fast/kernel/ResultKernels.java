package io.faultmesh.fast.kernel;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Picks, for each layer, the fastest kernel that proves itself exact on this processor. */
public final class ResultKernels {
  /** Filters whose largest and smallest sums a proof tries. */
  private static final int EXTREME_FILTERS = 2;

  private ResultKernels() {}

  /**
   * A layer's kernel.
   *
   * @param fastest the first kind to try; slower ones follow
   */
  public static ResultKernel of(IntegerLayer layer, KernelKind fastest) {
    return of(layer, fastest, FusedKernel::new);
  }

  static ResultKernel of(
      IntegerLayer layer,
      KernelKind fastest,
      BiFunction<IntegerLayer, KernelKind, ResultKernel> fused) {
    KernelKind slower = fastest == KernelKind.PLAIN ? KernelKind.PLAIN : KernelKind.PRODUCTS;
    SummingKernel judge = new SummingKernel(layer, slower);
    boolean product = layer.node().isProduct();
    for (KernelKind kind : List.of(KernelKind.FUSED, KernelKind.FUSED_UNSIGNED)) {
      if (kind.compareTo(fastest) < 0 || (product && kind == KernelKind.FUSED)) {
        continue;
      }
      try {
        ResultKernel candidate = product ? new OperandKernel(layer) : fused.apply(layer, kind);
        if (isExact(candidate, layer, judge)) {
          judge.close();
          return candidate;
        }
        candidate.close();
      } catch (UnsatisfiedLinkError | NoClassDefFoundError | IllegalStateException e) {
        // There is no native library for this processor, or none of this layer.
      }
    }
    return judge;
  }

  /** Compares results on random images and on those that make the largest sums. */
  private static boolean isExact(ResultKernel kernel, IntegerLayer layer, SummingKernel judge) {
    List<byte[]> images = proofImages(layer);
    int size = layer.node().input().shape().size();
    int neurons = layer.node().neurons();
    try (Slab in = new Slab(Math.multiplyExact(size, images.size()));
        Slab out = new Slab(Math.multiplyExact(neurons, images.size()))) {
      for (int i = 0; i < images.size(); i++) {
        in.bytes().put(i * size, images.get(i));
      }
      kernel.run(in, out, images.size());
      byte[] results = new byte[neurons];
      for (int i = 0; i < images.size(); i++) {
        out.bytes().get(i * neurons, results);
        if (!Arrays.equals(results, judge.results(images.get(i)))) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * A random image; all values the largest, and the smallest, on which 16-bit intermediate sums
   * saturate; and for the filters with the largest weights, an image in whose middle every value
   * has the sign of its weight. For a product of activations, one whose first operands are the
   * largest and whose second ones the smallest.
   */
  static List<byte[]> proofImages(IntegerLayer layer) {
    Convolution node = layer.node();
    int size = node.input().shape().size();
    List<byte[]> images = new ArrayList<>();
    byte[] random = new byte[size];
    new Random(1).nextBytes(random);
    byte[] largest = new byte[size];
    Arrays.fill(largest, (byte) 0xff);
    images.add(random);
    images.add(largest);
    images.add(new byte[size]);
    if (node.isProduct()) {
      byte[] opposite = new byte[size];
      Arrays.fill(opposite, 0, node.pixels() * node.input().shape().channels(), (byte) 0xff);
      images.add(opposite);
      return images;
    }
    IntStream.range(0, node.filters())
        .boxed()
        .sorted(Comparator.comparingInt(n -> -magnitude(layer, n)))
        .limit(EXTREME_FILTERS)
        .forEach(n -> images.add(extreme(layer, n)));
    return images;
  }

  private static int magnitude(IntegerLayer layer, int filter) {
    int k = layer.node().windowSize();
    int sum = 0;
    for (int i = filter * k; i < (filter + 1) * k; i++) {
      sum += Math.abs(layer.weights()[i]);
    }
    return sum;
  }

  private static byte[] extreme(IntegerLayer layer, int filter) {
    Convolution node = layer.node();
    Shape in = node.input().shape();
    byte[] image = new byte[in.size()];
    InputWindow window = new InputWindow(layer);
    int pixel =
        node.output().shape().height() / 2 * node.output().shape().width()
            + node.output().shape().width() / 2;
    int group = filter / node.filtersPerGroup();
    for (int tap = 0; tap < node.windowSize(); tap++) {
      int place = window.place(group, pixel, tap);
      if (place >= 0) {
        boolean positive = layer.weights()[filter * node.windowSize() + tap] > 0;
        image[place] = (byte) (positive ? 0xff : 0);
      }
    }
    return image;
  }
}
