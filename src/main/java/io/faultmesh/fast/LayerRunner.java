package io.faultmesh.fast;

import io.faultmesh.fast.kernel.FilterKernel;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.kernel.LayerSums;
import io.faultmesh.fast.kernel.PatchKernel;
import io.faultmesh.fast.kernel.PixelKernel;
import io.faultmesh.fast.kernel.ResultKernel;
import io.faultmesh.fast.kernel.ResultKernels;
import io.faultmesh.fast.kernel.Slab;
import io.faultmesh.fast.struck.LayerImage;
import io.faultmesh.fast.struck.Restorable;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.fast.struck.StruckParameters;
import io.faultmesh.fast.struck.Sums;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs one struck layer: the whole batch by the layer's kernel, and beside it, image by image, only
 * what faults change.
 */
final class LayerRunner implements AutoCloseable {
  private final IntegerLayer layer;
  private final Convolution node;
  private final ResultKernel kernel;
  private LayerSums sums;
  private FilterKernel filters;
  private boolean triedFilters;
  private PatchKernel patches;
  private boolean triedPatches;
  private PixelKernel pixels;
  private boolean triedPixels;

  LayerRunner(IntegerLayer layer, KernelKind fastest) {
    this.layer = layer;
    this.node = layer.node();
    this.kernel = ResultKernels.of(layer, fastest);
  }

  KernelKind kind() {
    return kernel.kind();
  }

  /** One thread's memory: for struck filters, and of results that later runs may share. */
  static final class Memories implements AutoCloseable {
    private final Map<FilterKernel, FilterKernel.Memory> memories = new HashMap<>();
    private final KnownResults results = new KnownResults();

    KnownResults results() {
      return results;
    }

    private FilterKernel.Memory of(FilterKernel kernel) {
      return memories.computeIfAbsent(kernel, own -> own.new Memory());
    }

    @Override
    public void close() {
      memories.values().forEach(FilterKernel.Memory::close);
      results.close();
    }
  }

  void run(Slab input, int images, Slab output, Strikes strikes, Memories memories) {
    Restorable values = strikeInputs(input, images, strikes);
    memories.results.run(node, input, images, output, kernel, this::pixels);
    strike(input, images, output, strikes, memories);
    values.restore();
  }

  /**
   * Strikes images, some of which are computed anew.
   *
   * @param computed number of images whose results the kernel computes; the others have theirs
   *     without faults already, and nothing strikes their inputs
   */
  void resume(
      Slab input, int computed, int images, Slab output, Strikes strikes, Memories memories) {
    Restorable values = strikeInputs(input, computed, strikes);
    if (computed > 0) {
      kernel.run(input, output, computed);
    }
    strike(input, images, output, strikes, memories);
    values.restore();
  }

  private Restorable strikeInputs(Slab input, int images, Strikes strikes) {
    Restorable values = new Restorable(input.bytes());
    for (int i = 0; i < images; i++) {
      strikes.input(layer, i, values, i * node.input().shape().size());
    }
    return values;
  }

  /** What strikes parameters, sums and results of the images. */
  private void strike(Slab input, int images, Slab output, Strikes strikes, Memories memories) {
    int inputSize = node.input().shape().size();
    boolean judges = strikes.judgesResults(layer);
    boolean reachesSums = strikes.reachesSums(layer);
    LayerImage[] struck = new LayerImage[images];
    if (judges || reachesSums || strikes.reachesParameters(layer)) {
      for (int i = 0; i < images; i++) {
        int inputOffset = i * inputSize;
        StruckParameters parameters = strikes.parameters(layer, i);
        struck[i] = new LayerImage(layer, parameters, input.bytes(), inputOffset);
        runStruck(struck[i], input, i, output, strikes, reachesSums, memories);
      }
    }
    for (int i = 0; i < images; i++) {
      strikes.results(layer, judges ? struck[i] : null, i, output.bytes(), i * node.neurons());
    }
  }

  private Sums sums(LayerImage place) {
    return Sums.of(place, () -> sums().of(place.copy()));
  }

  /** What flips of parameters and inside the array change in one image. */
  private void runStruck(
      LayerImage place,
      Slab input,
      int image,
      Slab output,
      Strikes strikes,
      boolean reachesSums,
      Memories memories) {
    Sums own = sums(place);
    if (!place.parameters().isEmpty()) {
      runStruckFilters(place, input, image, own, output, memories);
    }
    if (reachesSums) {
      strikes.sums(place, image, own, output.bytes(), image * node.neurons());
    }
  }

  private void runStruckFilters(
      LayerImage place, Slab input, int image, Sums own, Slab output, Memories memories) {
    int offset = image * node.neurons();
    place.parameters().filtersOfRegisters().stream()
        .forEach(filter -> runAlone(place, filter, own, output, offset));
    int[] struck = place.parameters().filtersOfWeightsAlone();
    FilterKernel fast = struck.length == 0 ? null : filters();
    if (fast == null) {
      for (int filter : struck) {
        runAlone(place, filter, own, output, offset);
      }
      return;
    }
    fast.run(
        input,
        image,
        struck,
        place.parameters()::filter,
        memories.of(fast),
        (filter, pixel, result) -> output.bytes().put(offset + place.place(filter, pixel), result));
  }

  private void runAlone(LayerImage place, int filter, Sums own, Slab output, int offset) {
    for (int pixel = 0; pixel < node.pixels(); pixel++) {
      int at = place.place(filter, pixel);
      output.bytes().put(offset + at, place.result(at, own.get(at)));
    }
  }

  /** Made when faults strike sums for the first time. */
  private synchronized LayerSums sums() {
    if (sums == null) {
      sums = LayerSums.of(layer, kernel.kind());
    }
    return sums;
  }

  /** Made when faults strike weights for the first time; null where there is none. */
  private synchronized FilterKernel filters() {
    if (!triedFilters) {
      triedFilters = true;
      filters = FilterKernel.of(layer, kernel.kind());
    }
    return filters;
  }

  /** Made when a part of the layer is asked for; null where there is none. */
  synchronized PatchKernel patches() {
    if (!triedPatches) {
      triedPatches = true;
      patches = PatchKernel.of(layer, kernel);
    }
    return patches;
  }

  /** Made when single pixels are asked for; null where there is none. */
  private synchronized PixelKernel pixels() {
    if (!triedPixels) {
      triedPixels = true;
      pixels = PixelKernel.of(layer, kernel);
    }
    return pixels;
  }

  @Override
  public void close() {
    kernel.close();
    if (sums != null) {
      sums.close();
    }
    if (filters != null) {
      filters.close();
    }
    if (patches != null) {
      patches.close();
    }
    if (pixels != null) {
      pixels.close();
    }
  }
}
