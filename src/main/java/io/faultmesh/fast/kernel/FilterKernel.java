package io.faultmesh.fast.kernel;

import ai.onnxruntime.OnnxJavaType;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/**
 * Some filters of a layer with weights that faults have struck, for one image, in one native call.
 * Only layers of one group have it, and only where it proves itself exact. Any thread may run it.
 */
public final class FilterKernel implements AutoCloseable {
  /** Filters of one call: as many as the native kernel computes at once anyway. */
  private static final int FILTERS = 16;

  private final IntegerLayer layer;
  private final Convolution node;
  private final String results;
  private final NativeSession session;
  private final boolean signedWeights;

  private FilterKernel(IntegerLayer layer, boolean signedWeights) {
    this.layer = layer;
    this.node = layer.node();
    this.signedWeights = signedWeights;
    this.results = ConvolutionModel.results(layer);
    this.session = new NativeSession(ConvolutionModel.filters(layer, signedWeights, FILTERS));
  }

  /**
   * A layer's kernel, or null where there is none.
   *
   * @param kind what the layer itself runs by
   */
  public static FilterKernel of(IntegerLayer layer, KernelKind kind) {
    if (layer.node().isProduct()
        || layer.node().groups() > 1
        || kind.compareTo(KernelKind.FUSED_UNSIGNED) > 0) {
      return null;
    }
    FilterKernel kernel = new FilterKernel(layer, kind == KernelKind.FUSED);
    if (kernel.isExact()) {
      return kernel;
    }
    kernel.close();
    return null;
  }

  /** Gives all weights of a filter, {@code [K]}. */
  public interface Weights {
    byte[] of(int filter);
  }

  /** Takes one result, as {@link Layout} stores it. */
  public interface Sink {
    void accept(int filter, int pixel, byte result);
  }

  /** One thread's memory of a layer. */
  public final class Memory implements AutoCloseable {
    private final Slab weights = new Slab(FILTERS * node.windowSize());
    private final Slab multipliers = new Slab(FILTERS * Float.BYTES);
    private final Slab bias = new Slab(FILTERS * Integer.BYTES);
    private final Slab out = new Slab(FILTERS * node.pixels());

    private void fill(int slot, int filter, Weights values) {
      byte turned = (byte) (signedWeights ? 0 : 0x80);
      int biasFromZero = layer.bias()[filter];
      byte[] own = values.of(filter);
      for (int tap = 0; tap < own.length; tap++) {
        biasFromZero += layer.input().zeroPoint() * own[tap];
        own[tap] ^= turned;
      }
      weights.bytes().put(slot * own.length, own);
      multipliers.bytes().putFloat(slot * Float.BYTES, layer.requantiser().multipliers()[filter]);
      bias.bytes().putInt(slot * Integer.BYTES, biasFromZero);
    }

    @Override
    public void close() {
      weights.close();
      multipliers.close();
      bias.close();
      out.close();
    }
  }

  /**
   * Computes filters anew.
   *
   * @param image number of the image in {@code in}
   */
  public void run(Slab in, int image, int[] filters, Weights weights, Memory memory, Sink sink) {
    for (int first = 0; first < filters.length; first += FILTERS) {
      int count = Math.min(FILTERS, filters.length - first);
      // The slots behind hold what they held before; nobody reads their results.
      for (int slot = 0; slot < count; slot++) {
        memory.fill(slot, filters[first + slot], weights);
      }
      runBlock(in, image, memory);
      ByteBuffer results = memory.out.bytes();
      for (int pixel = 0; pixel < node.pixels(); pixel++) {
        for (int slot = 0; slot < count; slot++) {
          sink.accept(filters[first + slot], pixel, results.get(pixel * FILTERS + slot));
        }
      }
    }
  }

  private void runBlock(Slab in, int image, Memory memory) {
    Shape shape = node.input().shape();
    Shape out = node.output().shape();
    Window window = node.window();
    session.run(
        Map.of(
            "values",
            in.view(
                OnnxJavaType.UINT8,
                image * shape.size(),
                1L,
                (long) shape.height(),
                (long) shape.width(),
                (long) shape.channels()),
            "weights",
            memory.weights.view(
                signedWeights ? OnnxJavaType.INT8 : OnnxJavaType.UINT8,
                (long) FILTERS,
                (long) shape.channels(),
                (long) window.kernelHeight(),
                (long) window.kernelWidth()),
            "multipliers",
            memory.multipliers.view(OnnxJavaType.FLOAT, (long) FILTERS),
            "bias",
            memory.bias.view(OnnxJavaType.INT32, (long) FILTERS)),
        Map.of(
            results,
            memory.out.view(
                OnnxJavaType.UINT8, 1L, (long) out.height(), (long) out.width(), (long) FILTERS)));
  }

  /** On a random image, with random weights and the extreme ones among them. */
  private boolean isExact() {
    Random random = new Random(1);
    byte[] image = new byte[node.input().shape().size()];
    random.nextBytes(image);
    byte[] weights = new byte[FILTERS * node.windowSize()];
    random.nextBytes(weights);
    Arrays.fill(weights, 0, node.windowSize(), Byte.MIN_VALUE);
    int[] filters = new int[Math.min(FILTERS, node.filters())];
    for (int n = 0; n < filters.length; n++) {
      filters[n] = n;
    }
    boolean[] exact = {true};
    InputWindow window = new InputWindow(layer);
    try (Slab in = new Slab(image.length);
        Memory memory = new Memory()) {
      in.bytes().put(0, image);
      int k = node.windowSize();
      Weights own = n -> Arrays.copyOfRange(weights, n * k, (n + 1) * k);
      run(
          in,
          0,
          filters,
          own,
          memory,
          (filter, pixel, result) -> {
            int sum = layer.bias()[filter];
            for (int tap = 0; tap < node.windowSize(); tap++) {
              int place = window.place(0, pixel, tap);
              int value =
                  place < 0 ? layer.input().zeroPoint() : Layout.value(image[place], layer.input());
              sum += value * weights[filter * k + tap];
            }
            int expected = layer.requantiser().apply(sum, filter);
            exact[0] &= result == Layout.stored(expected, layer.output());
          });
    }
    return exact[0];
  }

  @Override
  public void close() {
    session.close();
  }
}
