package io.faultmesh.fast.kernel;

import ai.onnxruntime.OnnxJavaType;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Single pixels of a layer's output, anywhere in many images, in one native call: their windows are
 * the rows of a matrix, so the layer becomes a pointwise one. Only layers of one group have it, and
 * only where it proves itself exact. Any thread may run it.
 */
public final class PixelKernel implements AutoCloseable {
  /** Windows of one call, in bytes: they stay in the second-level cache. */
  private static final int BYTES_PER_CALL = 1 << 18;

  /** A call takes a multiple of so many rows, so that there are few shapes. */
  private static final int ROWS = 16;

  private final Convolution node;
  private final Window window;
  private final Shape in;
  private final int rowBytes;
  private final int most;
  private final byte padding;
  private final String results;
  private final NativeSession session;

  private PixelKernel(IntegerLayer layer, KernelKind kind) {
    this.node = layer.node();
    this.window = node.window();
    this.in = node.input().shape();
    this.rowBytes = node.windowSize();
    this.most = Math.max(1, BYTES_PER_CALL / rowBytes / ROWS) * ROWS;
    this.padding = Layout.stored(layer.input().zeroPoint(), layer.input());
    this.results = ConvolutionModel.results(layer);
    this.session = new NativeSession(ConvolutionModel.pixels(layer, kind == KernelKind.FUSED));
  }

  /**
   * A layer's kernel, or null where there is none.
   *
   * @param whole what the layer itself runs by
   */
  public static PixelKernel of(IntegerLayer layer, ResultKernel whole) {
    if (layer.node().isProduct()
        || layer.node().groups() > 1
        || whole.kind().compareTo(KernelKind.FUSED_UNSIGNED) > 0) {
      return null;
    }
    PixelKernel kernel = new PixelKernel(layer, whole.kind());
    if (kernel.isExact(layer, whole)) {
      return kernel;
    }
    kernel.close();
    return null;
  }

  /** One thread's memory of one layer. */
  public final class Memory implements AutoCloseable {
    private final Slab rows = new Slab(most * rowBytes);
    private final Slab out = new Slab(most * node.filters());
    private final int[] places = new int[most];
    private int count;

    /**
     * Takes a pixel; its result may come later.
     *
     * @param input holds the values of its image from {@code image} on, as {@link Layout} stores
     *     them
     * @param place of its results in {@code output}
     */
    public void add(ByteBuffer input, int image, int pixel, Slab output, int place) {
      gather(input, image, pixel, rows.bytes(), count * rowBytes);
      places[count++] = place;
      if (count == most) {
        finish(output);
      }
    }

    /** Forgets what is left. */
    public void drop() {
      count = 0;
    }

    /** Computes what is left. */
    public void finish(Slab output) {
      if (count == 0) {
        return;
      }
      // The rows behind hold what they held before; nobody reads their results.
      long all = (count + ROWS - 1L) / ROWS * ROWS;
      session.run(
          Map.of("values", rows.view(OnnxJavaType.UINT8, 1L, all, 1L, (long) rowBytes)),
          Map.of(results, out.view(OnnxJavaType.UINT8, 1L, all, 1L, (long) node.filters())));
      for (int i = 0; i < count; i++) {
        output.bytes().put(places[i], out.bytes(), i * node.filters(), node.filters());
      }
      count = 0;
    }

    @Override
    public void close() {
      rows.close();
      out.close();
    }
  }

  /** A window's values in the order (ky, kx, channel). */
  private void gather(ByteBuffer input, int image, int pixel, ByteBuffer to, int at) {
    int width = node.output().shape().width();
    int top = pixel / width * window.strideY() - window.padTop();
    int left = pixel % width * window.strideX() - window.padLeft();
    // So many taps lie side by side in the image, too.
    int run = window.dilationX() == 1 ? window.kernelWidth() : 1;
    int next = at;
    for (int ky = 0; ky < window.kernelHeight(); ky++) {
      int y = top + ky * window.dilationY();
      for (int kx = 0; kx < window.kernelWidth(); kx += run) {
        gatherRun(input, image, y, left + kx * window.dilationX(), run, to, next);
        next += run * in.channels();
      }
    }
  }

  private void gatherRun(
      ByteBuffer input, int image, int y, int x, int taps, ByteBuffer to, int at) {
    int first = Math.max(0, x);
    int end = y < 0 || y >= in.height() ? first : Math.min(in.width(), x + taps);
    int before = Math.min(taps, first - x) * in.channels();
    int inside = Math.max(0, end - first) * in.channels();
    pad(to, at, before);
    if (inside > 0) {
      to.put(at + before, input, image + (y * in.width() + first) * in.channels(), inside);
    }
    pad(to, at + before + inside, taps * in.channels() - before - inside);
  }

  private void pad(ByteBuffer to, int at, int count) {
    for (int i = at; i < at + count; i++) {
      to.put(i, padding);
    }
  }

  /** Against the whole layer, every pixel of extreme images. */
  private boolean isExact(IntegerLayer layer, ResultKernel whole) {
    try (Slab image = new Slab(in.size());
        Slab expected = new Slab(node.neurons());
        Slab own = new Slab(node.neurons());
        Memory memory = new Memory()) {
      for (byte[] bytes : ResultKernels.proofImages(layer)) {
        image.bytes().put(0, bytes);
        whole.run(image, expected, 1);
        for (int pixel = 0; pixel < node.pixels(); pixel++) {
          memory.add(image.bytes(), 0, pixel, own, pixel * node.filters());
        }
        memory.finish(own);
        if (!own.bytes().equals(expected.bytes())) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public void close() {
    session.close();
  }
}
