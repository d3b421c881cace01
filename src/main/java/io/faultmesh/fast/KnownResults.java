package io.faultmesh.fast;

import io.faultmesh.fast.kernel.PixelKernel;
import io.faultmesh.fast.kernel.Region;
import io.faultmesh.fast.kernel.ResultKernel;
import io.faultmesh.fast.kernel.Slab;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the first layers gave on a batch in its first run, of one thread. In later runs they compute
 * only the pixels whose windows hold other values, until so many do that a whole layer is faster;
 * from there on all layers are computed. A layer's results depend on nothing but its input, so this
 * changes no bit.
 */
final class KnownResults implements AutoCloseable {
  /** Memory for results, in bytes. */
  private static final long BUDGET = 1L << 25;

  /** Share of a batch's pixels that are still faster alone than with all the others. */
  private static final double WORTHWHILE = 0.4;

  /** Images that tell whether a batch may be worthwhile. */
  private static final int SAMPLE = 4;

  private final Map<Convolution, Known> layers = new HashMap<>();
  private long bytes;
  private boolean fresh;
  private boolean keeps;
  private boolean near;

  /** Layers that this run, and the longest of the batch's runs, took from here. */
  private int taken;

  private int mostTaken;
  private int kept;
  private int limit = Integer.MAX_VALUE;

  private static final class Known implements AutoCloseable {
    private final byte[] in;
    private final byte[] out;
    private final byte[] image;
    private final int[] pixels;
    private int images;
    private PixelKernel.Memory memory;
    private boolean hasKernel = true;

    Known(Convolution node, int images) {
      in = new byte[images * node.input().shape().size()];
      out = new byte[images * node.neurons()];
      image = new byte[node.input().shape().size()];
      pixels = new int[node.pixels()];
    }

    /** Whether there is a kernel of single pixels. */
    boolean canRun(Supplier<PixelKernel> pixels) {
      if (memory == null && hasKernel) {
        PixelKernel kernel = pixels.get();
        hasKernel = kernel != null;
        memory = hasKernel ? kernel.new Memory() : null;
      }
      return hasKernel;
    }

    void drop() {
      if (memory != null) {
        memory.drop();
      }
    }

    @Override
    public void close() {
      if (memory != null) {
        memory.close();
      }
    }
  }

  /** Another batch comes; as many layers are kept as were of use for the one before, and some. */
  void forget() {
    layers.values().forEach(known -> known.images = 0);
    if (kept > 0) {
      limit = mostTaken + 2;
    }
    kept = 0;
    mostTaken = 0;
    fresh = true;
    keeps = false;
    near = false;
  }

  /** A run over the batch begins. */
  void begin() {
    keeps = fresh;
    near = !fresh;
    fresh = false;
    taken = 0;
  }

  /** Computes a layer. */
  void run(
      Convolution node,
      Slab input,
      int images,
      Slab output,
      ResultKernel kernel,
      Supplier<PixelKernel> pixels) {
    if (near && (near = runChanged(node, input, images, output, pixels))) {
      taken++;
      mostTaken = Math.max(mostTaken, taken);
      return;
    }
    kernel.run(input, output, images);
    if (keeps) {
      keeps = keep(node, input, images, output);
    }
  }

  private boolean keep(Convolution node, Slab input, int images, Slab output) {
    // A result of a product depends on more of the input than its own pixel.
    if (kept >= limit || node.isProduct()) {
      return false;
    }
    Known known = layers.get(node);
    if (known == null || known.in.length < images * known.image.length) {
      long own = (long) images * (node.input().shape().size() + node.neurons());
      long freed = known == null ? 0 : known.in.length + known.out.length;
      if (bytes - freed + own > BUDGET) {
        return false;
      }
      bytes += own - freed;
      layers.put(node, new Known(node, images));
      if (known != null) {
        known.close();
      }
      known = layers.get(node);
    }
    input.bytes().get(0, known.in, 0, images * known.image.length);
    output.bytes().get(0, known.out, 0, images * node.neurons());
    known.images = images;
    kept++;
    return true;
  }

  /** Whether it was worthwhile; else results mean nothing. */
  private boolean runChanged(
      Convolution node, Slab input, int images, Slab output, Supplier<PixelKernel> pixels) {
    Known known = layers.get(node);
    if (known == null || known.images != images || !isWorthwhile(node, known, input)) {
      return false;
    }
    output.bytes().put(0, known.out, 0, images * node.neurons());
    double left = WORTHWHILE * images * node.pixels();
    for (int i = 0; i < images; i++) {
      int count = changed(node, known, input, i);
      left -= count;
      if (count > 0 && (left < 0 || !known.canRun(pixels))) {
        known.drop();
        return false;
      }
      if (count > 0) {
        known.memory.add(known.image, known.pixels, count, output, i * node.neurons());
      }
    }
    if (known.memory != null) {
      known.memory.finish(output);
    }
    return true;
  }

  private static boolean isWorthwhile(Convolution node, Known known, Slab input) {
    int sample = Math.min(SAMPLE, known.images);
    int count = 0;
    for (int i = 0; i < sample; i++) {
      count += changed(node, known, input, i);
    }
    return count <= WORTHWHILE * sample * node.pixels();
  }

  /** Finds the output pixels of an image whose windows hold other values than they did. */
  private static int changed(Convolution node, Known known, Slab input, int image) {
    Shape in = node.input().shape();
    int base = image * in.size();
    input.bytes().get(base, known.image);
    int at = mismatch(known, base, 0);
    if (at < 0) {
      return 0;
    }
    boolean[] seen = new boolean[node.pixels()];
    while (at >= 0) {
      int pixel = at / in.channels();
      mark(node.window(), node.output().shape(), pixel / in.width(), pixel % in.width(), seen);
      at = mismatch(known, base, (pixel + 1) * in.channels());
    }
    int count = 0;
    for (int pixel = 0; pixel < seen.length; pixel++) {
      if (seen[pixel]) {
        known.pixels[count++] = pixel;
      }
    }
    return count;
  }

  private static int mismatch(Known known, int base, int from) {
    int end = known.image.length;
    int at = Arrays.mismatch(known.image, from, end, known.in, base + from, base + end);
    return at < 0 ? at : from + at;
  }

  /** Marks the output pixels whose windows reach over an input pixel. */
  private static void mark(Window window, Shape out, int y, int x, boolean[] seen) {
    Region over = new Region(y, x, 1, 1).seenBy(window, out);
    for (int row = over.top(); row < over.top() + over.height(); row++) {
      int first = row * out.width() + over.left();
      Arrays.fill(seen, first, first + over.width(), true);
    }
  }

  @Override
  public void close() {
    layers.values().forEach(Known::close);
  }
}
