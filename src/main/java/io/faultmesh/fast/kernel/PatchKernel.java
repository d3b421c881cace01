package io.faultmesh.fast.kernel;

import ai.onnxruntime.OnnxJavaType;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import java.util.List;
import java.util.Map;

/**
 * Rectangles of a layer's output, of many images in one native call. Only where it proves itself
 * exact. Any thread may run it.
 */
public final class PatchKernel implements AutoCloseable {
  private final IntegerLayer layer;
  private final Convolution node;
  private final String results;
  private final NativeSession session;

  private PatchKernel(IntegerLayer layer, KernelKind kind) {
    this.layer = layer;
    this.node = layer.node();
    this.results = ConvolutionModel.results(layer);
    this.session = new NativeSession(ConvolutionModel.patches(layer, kind == KernelKind.FUSED));
  }

  /**
   * A layer's kernel, or null where there is none.
   *
   * @param whole what the layer itself runs by
   */
  public static PatchKernel of(IntegerLayer layer, ResultKernel whole) {
    if (layer.node().isProduct() || whole.kind().compareTo(KernelKind.FUSED_UNSIGNED) > 0) {
      return null;
    }
    PatchKernel kernel = new PatchKernel(layer, whole.kind());
    if (kernel.isExact(whole)) {
      return kernel;
    }
    kernel.close();
    return null;
  }

  /** One thread's memory, for all layers. */
  public static final class Memory implements AutoCloseable {
    private Slab in = new Slab(1);
    private Slab out = new Slab(1);

    private static Slab atLeast(Slab slab, int bytes) {
      if (slab.bytes().capacity() >= bytes) {
        return slab;
      }
      slab.close();
      return new Slab(Math.max(bytes, 2 * slab.bytes().capacity()));
    }

    @Override
    public void close() {
      in.close();
      out.close();
    }
  }

  /** What stands in the padding, as {@link Layout} stores it. */
  public byte padding() {
    return Layout.stored(layer.input().zeroPoint(), layer.input());
  }

  /**
   * Computes patches of one size.
   *
   * @param in what their windows cover (see {@link Region#inputs}), {@code [patch][y][x][channel]}
   * @param height of an output patch, in pixels
   * @param out the same for the results
   */
  public void run(byte[] in, int patches, int height, int width, byte[] out, Memory memory) {
    Region covered = new Region(0, 0, height, width).inputs(node.window());
    int inBytes = patches * covered.pixels() * node.input().shape().channels();
    int outBytes = patches * height * width * node.filters();
    memory.in = Memory.atLeast(memory.in, inBytes);
    memory.out = Memory.atLeast(memory.out, outBytes);
    memory.in.bytes().put(0, in, 0, inBytes);
    session.run(
        Map.of(
            "values",
            view(
                memory.in,
                patches,
                covered.height(),
                covered.width(),
                node.input().shape().channels())),
        Map.of(results, view(memory.out, patches, height, width, node.filters())));
    memory.out.bytes().get(0, out, 0, outBytes);
  }

  private static ai.onnxruntime.OnnxTensor view(
      Slab slab, long count, long height, long width, long channels) {
    return slab.view(OnnxJavaType.UINT8, count, height, width, channels);
  }

  /** Against the whole layer: single pixels, small squares and the whole, on extreme images. */
  private boolean isExact(ResultKernel whole) {
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    try (Slab image = new Slab(in.size());
        Slab expected = new Slab(out.size());
        Memory memory = new Memory()) {
      for (byte[] bytes : ResultKernels.proofImages(layer)) {
        image.bytes().put(0, bytes);
        whole.run(image, expected, 1);
        byte[] right = new byte[out.size()];
        expected.bytes().get(0, right);
        for (Region part : proofRegions(out)) {
          if (!isExact(bytes, right, part, memory)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static List<Region> proofRegions(Shape out) {
    int height = Math.min(4, out.height());
    int width = Math.min(4, out.width());
    return List.of(
        new Region(0, 0, 1, 1),
        new Region(out.height() / 2, out.width() / 2, 1, 1),
        new Region(out.height() - height, out.width() - width, height, width),
        Region.whole(out));
  }

  private boolean isExact(byte[] image, byte[] right, Region part, Memory memory) {
    Window window = node.window();
    Region covered = part.inputs(window);
    Shape shape = node.input().shape();
    int size = covered.pixels() * shape.channels();
    byte[] values = new byte[2 * size];
    Patch.copy(shape, image, null, covered, padding(), values, 0);
    System.arraycopy(values, 0, values, size, size);
    byte[] own = new byte[2 * part.pixels() * node.filters()];
    run(values, 2, part.height(), part.width(), own, memory);
    Shape out = node.output().shape();
    return Patch.of(out, right, part, own, 0) == null
        && Patch.of(out, right, part, own, own.length / 2) == null;
  }

  @Override
  public void close() {
    session.close();
  }
}
