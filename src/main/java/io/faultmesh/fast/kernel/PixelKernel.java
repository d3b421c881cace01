package io.faultmesh.fast.kernel;

import ai.onnxruntime.OnnxJavaType;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import java.util.Arrays;
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
    if (layer.node().groups() > 1 || whole.kind().compareTo(KernelKind.FUSED_UNSIGNED) > 0) {
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
    private final byte[] row = new byte[rowBytes];
    private final byte[] result = new byte[node.filters()];
    private final int[] places = new int[most];
    private int count;

    /**
     * Takes some pixels of an image; their results may come later.
     *
     * @param image its values, as {@link Layout} stores them
     * @param pixels which of the output, {@code count} of them
     * @param to where the results of the image begin in {@code output}
     */
    public void add(byte[] image, int[] pixels, int count, Slab output, int to) {
      for (int i = 0; i < count; i++) {
        gather(image, pixels[i], row);
        rows.bytes().put(this.count * rowBytes, row);
        places[this.count++] = to + pixels[i] * result.length;
        if (this.count == most) {
          finish(output);
        }
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
          Map.of(results, out.view(OnnxJavaType.UINT8, 1L, all, 1L, (long) result.length)));
      for (int i = 0; i < count; i++) {
        out.bytes().get(i * result.length, result);
        output.bytes().put(places[i], result);
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
  private void gather(byte[] image, int pixel, byte[] to) {
    int width = node.output().shape().width();
    int top = pixel / width * window.strideY() - window.padTop();
    int left = pixel % width * window.strideX() - window.padLeft();
    int channels = in.channels();
    int line = window.kernelWidth() * channels;
    boolean whole =
        window.dilationX() == 1 && left >= 0 && left + window.kernelWidth() <= in.width();
    for (int ky = 0, at = 0; ky < window.kernelHeight(); ky++, at += line) {
      int y = top + ky * window.dilationY();
      if (y < 0 || y >= in.height()) {
        Arrays.fill(to, at, at + line, padding);
      } else if (whole) {
        System.arraycopy(image, (y * in.width() + left) * channels, to, at, line);
      } else {
        gatherLine(image, y, left, to, at);
      }
    }
  }

  private void gatherLine(byte[] image, int y, int left, byte[] to, int at) {
    int channels = in.channels();
    for (int kx = 0; kx < window.kernelWidth(); kx++) {
      int x = left + kx * window.dilationX();
      int tap = at + kx * channels;
      if (x < 0 || x >= in.width()) {
        Arrays.fill(to, tap, tap + channels, padding);
      } else {
        System.arraycopy(image, (y * in.width() + x) * channels, to, tap, channels);
      }
    }
  }

  /** Against the whole layer, every pixel of extreme images. */
  private boolean isExact(IntegerLayer layer, ResultKernel whole) {
    int[] pixels = new int[node.pixels()];
    Arrays.setAll(pixels, pixel -> pixel);
    try (Slab image = new Slab(in.size());
        Slab expected = new Slab(node.neurons());
        Slab own = new Slab(node.neurons());
        Memory memory = new Memory()) {
      for (byte[] bytes : ResultKernels.proofImages(layer)) {
        image.bytes().put(0, bytes);
        whole.run(image, expected, 1);
        memory.add(bytes, pixels, pixels.length, own, 0);
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
