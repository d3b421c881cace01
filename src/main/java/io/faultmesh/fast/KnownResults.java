package io.faultmesh.fast;

import io.faultmesh.fast.kernel.PixelKernel;
import io.faultmesh.fast.kernel.ResultKernel;
import io.faultmesh.fast.kernel.Slab;
import io.faultmesh.network.Convolution;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
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

  private final IdentityHashMap<Convolution, Known> layers = new IdentityHashMap<>();
  private long bytes;
  private boolean fresh;
  private boolean keeps;
  private boolean near;

  /** Layers that this run, and the longest of the batch's runs, took from here. */
  private int taken;

  private int mostTaken;
  private int kept;
  private int limit = Integer.MAX_VALUE;

  /** A layer's inputs and results, of all images. */
  private static final class Known implements AutoCloseable {
    private final Convolution node;
    private final ByteBuffer in;
    private final ByteBuffer out;
    private final WindowMarks changed;
    private int images;
    private PixelKernel.Memory memory;
    private boolean hasKernel = true;

    Known(Convolution node, int images) {
      this.node = node;
      in = buffer(images * node.input().shape().size());
      out = buffer(images * node.neurons());
      changed = new WindowMarks(node);
    }

    private static ByteBuffer buffer(int bytes) {
      return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    void keep(ByteBuffer input, ByteBuffer output, int count) {
      in.clear();
      in.put(0, input, 0, count * node.input().shape().size());
      out.put(0, output, 0, count * node.neurons());
      images = count;
    }

    /**
     * Marks the pixels of an image's output whose windows hold other values than they did.
     *
     * @param now its limit and position move
     */
    void findChanged(ByteBuffer now, int image) {
      int pixelBytes = node.input().shape().channels();
      int width = node.input().shape().width();
      int size = node.input().shape().size();
      int first = image * size;
      int end = first + size;
      changed.clear();
      int at = mismatch(now, first, end);
      while (at < end) {
        int pixel = (at - first) / pixelBytes;
        int row = (pixel / width + 1) * width;
        int behind = pixel + 1;
        while (behind < row && differs(now, first + behind * pixelBytes, pixelBytes)) {
          behind++;
        }
        changed.mark(pixel, behind);
        at = mismatch(now, first + behind * pixelBytes, end);
      }
    }

    /** Faster than a search for the first difference, for so few bytes. */
    private boolean differs(ByteBuffer now, int from, int count) {
      int at = from;
      for (; at + Long.BYTES <= from + count; at += Long.BYTES) {
        if (now.getLong(at) != in.getLong(at)) {
          return true;
        }
      }
      for (; at < from + count; at++) {
        if (now.get(at) != in.get(at)) {
          return true;
        }
      }
      return false;
    }

    private int mismatch(ByteBuffer now, int from, int end) {
      now.limit(end).position(from);
      in.limit(end).position(from);
      int at = now.mismatch(in);
      return at < 0 ? end : from + at;
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
    if (known == null || known.in.capacity() < images * node.input().shape().size()) {
      long own = (long) images * (node.input().shape().size() + node.neurons());
      long freed = known == null ? 0 : known.in.capacity() + known.out.capacity();
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
    known.keep(input.bytes(), output.bytes(), images);
    kept++;
    return true;
  }

  /** Whether it was worthwhile; else results mean nothing. */
  private boolean runChanged(
      Convolution node, Slab input, int images, Slab output, Supplier<PixelKernel> pixels) {
    Known known = layers.get(node);
    if (known == null || known.images != images) {
      return false;
    }
    ByteBuffer now = input.bytes().duplicate().order(ByteOrder.nativeOrder());
    int inputSize = node.input().shape().size();
    int changed = 0;
    for (int i = 0; i < images; i++) {
      int to = i * node.neurons();
      known.findChanged(now, i);
      changed += known.changed.count();
      // The first images tell whether the batch may be worthwhile.
      double most = WORTHWHILE * node.pixels() * (i < SAMPLE ? Math.min(SAMPLE, images) : images);
      if (changed > most || (changed > 0 && !known.canRun(pixels))) {
        known.drop();
        return false;
      }
      output.bytes().put(to, known.out, to, node.neurons());
      for (int pixel = known.changed.next(0); pixel >= 0; pixel = known.changed.next(pixel + 1)) {
        known.memory.add(input.bytes(), i * inputSize, pixel, output, to + pixel * node.filters());
      }
    }
    if (known.memory != null) {
      known.memory.finish(output);
    }
    return true;
  }

  @Override
  public void close() {
    layers.values().forEach(Known::close);
  }
}
