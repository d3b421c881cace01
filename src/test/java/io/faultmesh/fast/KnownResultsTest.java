package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.kernel.PixelKernel;
import io.faultmesh.fast.kernel.ResultKernel;
import io.faultmesh.fast.kernel.ResultKernels;
import io.faultmesh.fast.kernel.Slab;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Shape;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.scenario.QuantisationSettings;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What layers give from known results, held against the whole layers. */
class KnownResultsTest {
  private static final int NETWORKS = 25;
  private static final int IMAGES = 5;
  private static final Shape IMAGE = new Shape(3, 13, 11);

  /** The real kernel, and how often it ran. */
  private static final class Counted implements ResultKernel {
    private final ResultKernel kernel;
    private int runs;

    Counted(IntegerLayer layer) {
      kernel = ResultKernels.of(layer, KernelKind.FUSED);
    }

    @Override
    public void run(Slab in, Slab out, int images) {
      runs++;
      kernel.run(in, out, images);
    }

    @Override
    public KernelKind kind() {
      return kernel.kind();
    }

    @Override
    public void close() {
      kernel.close();
    }
  }

  private interface Check {
    void accept(IntegerLayer layer, Random random, String name);
  }

  private static void forEachLayer(Check check) {
    for (int seed = 0; seed < NETWORKS; seed++) {
      byte[] file = GeneratedNetworks.onnx(seed, IMAGE);
      IntegerNetwork network = GeneratedNetworks.integers(file, seed, QuantisationSettings.DEFAULT);
      for (IntegerLayer layer : network.layers()) {
        check.accept(layer, new Random(seed), "seed " + seed + " layer " + layer.index());
      }
    }
  }

  private static void change(Random random, Slab in, int bytes, int changes) {
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes);
      in.bytes().put(at, (byte) (in.bytes().get(at) ^ 1 << random.nextInt(8)));
    }
  }

  private static void fill(Random random, Slab slab) {
    byte[] bytes = new byte[slab.bytes().capacity()];
    random.nextBytes(bytes);
    slab.bytes().put(0, bytes);
  }

  /** Also with windows in the padding, strides, dilations, groups and several images. */
  @Test
  void anyNumberOfChangedValuesGivesWhatTheWholeLayerGives() {
    int[] pixels = {0};
    forEachLayer(
        (layer, random, name) -> {
          Convolution node = layer.node();
          int bytes = IMAGES * node.input().shape().size();
          try (Slab in = new Slab(bytes);
              Slab out = new Slab(IMAGES * node.neurons());
              Slab whole = new Slab(IMAGES * node.neurons());
              Counted kernel = new Counted(layer);
              PixelKernel single = PixelKernel.of(layer, kernel);
              KnownResults known = new KnownResults()) {
            fill(random, in);
            known.forget();
            known.begin();
            known.run(node, in, IMAGES, out, kernel, () -> single);
            for (int run = 0; run < 8; run++) {
              change(random, in, bytes, run);
              known.begin();
              int before = kernel.runs;
              known.run(node, in, IMAGES, out, kernel, () -> single);
              pixels[0] += kernel.runs == before && run > 0 ? 1 : 0;
              kernel.kernel.run(in, whole, IMAGES);
              assertThat(out.bytes()).as("%s run %d", name, run).isEqualTo(whole.bytes());
            }
          }
        });
    assertThat(pixels[0]).as("runs of single pixels").isGreaterThan(NETWORKS);
  }

  /** But for products, whose results see more of the input than a window. */
  @Test
  void anUnchangedInputRunsNothing() {
    forEachLayer(
        (layer, random, name) -> {
          Convolution node = layer.node();
          try (Slab in = new Slab(IMAGES * node.input().shape().size());
              Slab out = new Slab(IMAGES * node.neurons());
              Counted kernel = new Counted(layer);
              KnownResults known = new KnownResults()) {
            fill(random, in);
            known.forget();
            known.begin();
            known.run(node, in, IMAGES, out, kernel, () -> null);
            byte[] first = new byte[out.bytes().capacity()];
            out.bytes().get(0, first);
            fill(random, out);
            known.begin();
            known.run(node, in, IMAGES, out, kernel, () -> null);
            assertThat(kernel.runs).as(name).isEqualTo(node.isProduct() ? 2 : 1);
            if (node.isProduct()) {
              return;
            }
            byte[] second = new byte[first.length];
            out.bytes().get(0, second);
            assertThat(second).as(name).isEqualTo(first);
          }
        });
  }

  @Test
  void anotherBatchKnowsNothingAfterRunsThatChangedAllOfTheFirst() {
    forEachLayer(
        (layer, random, name) -> {
          Convolution node = layer.node();
          try (Slab in = new Slab(IMAGES * node.input().shape().size());
              Slab out = new Slab(IMAGES * node.neurons());
              Counted kernel = new Counted(layer);
              KnownResults known = new KnownResults()) {
            for (int batch = 0; batch < 3; batch++) {
              int before = kernel.runs;
              known.forget();
              known.begin();
              known.run(node, in, IMAGES, out, kernel, () -> null);
              assertThat(kernel.runs).as(name).isEqualTo(before + 1);
              fill(random, in);
              known.begin();
              known.run(node, in, IMAGES, out, kernel, () -> null);
            }
          }
        });
  }
}
