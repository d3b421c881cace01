package io.faultmesh.fast;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;

/** Runs one struck layer: windows, exact products, requantisation. */
final class LayerRunner implements AutoCloseable {
  /** Sums of as many images as fit are kept for strikes at once. */
  private static final int MAX_SUMS = 1 << 17;

  /** Rows of a block and their sums stay in the second-level cache. */
  private static final int BLOCK_BYTES = 1 << 18;

  private final IntegerLayer layer;
  private final Convolution node;
  private final PatchMatrix matrix;
  private final RequantisationLoop requantisation;
  private final List<IntegerKernel> kernels = new ArrayList<>();
  private final int rowSums;
  private final int blockRows;
  private final int[] depthwiseWeights;

  LayerRunner(IntegerLayer layer, IntegerKernel.Factory factory) {
    this.layer = layer;
    this.node = layer.node();
    this.matrix = new PatchMatrix(node);
    this.requantisation = new RequantisationLoop(layer);
    this.rowSums = node.filtersPerGroup() * matrix.pixelsPerRow();
    this.blockRows =
        Math.max(1, BLOCK_BYTES / Math.max(matrix.rowLength(), Integer.BYTES * rowSums));
    if (isDepthwise()) {
      depthwiseWeights = depthwiseWeights();
      return;
    }
    depthwiseWeights = null;
    int filters = node.filtersPerGroup();
    for (int group = 0; group < node.groups(); group++) {
      byte[] weights = matrix.weights(layer.weights(), group * filters, filters);
      kernels.add(factory.create(weights, filters * matrix.pixelsPerRow(), matrix.rowLength()));
    }
  }

  private boolean isDepthwise() {
    return node.groups() > 1 && node.filtersPerGroup() == 1 && node.inputChannelsPerGroup() == 1;
  }

  private int[] depthwiseWeights() {
    int area = node.window().area();
    int[] weights = new int[area * node.groups()];
    for (int c = 0; c < node.groups(); c++) {
      for (int tap = 0; tap < area; tap++) {
        weights[tap * node.groups() + c] = layer.weights()[c * area + tap];
      }
    }
    return weights;
  }

  void run(byte[] input, int images, byte[] output, Strikes strikes, Workspace workspace) {
    boolean keepSums = strikes.reachesSums(layer);
    int group = keepSums ? Math.max(1, Math.min(images, MAX_SUMS / node.neurons())) : images;
    for (int first = 0; first < images; first += group) {
      int count = Math.min(group, images - first);
      run(input, first, count, output, strikes, keepSums, workspace);
    }
  }

  private void run(
      byte[] input,
      int first,
      int count,
      byte[] output,
      Strikes strikes,
      boolean keepSums,
      Workspace workspace) {
    int inputSize = node.input().shape().size();
    int neurons = node.neurons();
    byte[][] struck = new byte[count][];
    boolean anyStruck = false;
    for (int i = 0; i < count; i++) {
      struck[i] = strikes.input(layer, first + i, input, (first + i) * inputSize);
      anyStruck |= struck[i] != null;
    }
    int[] kept = keepSums ? workspace.sums(count * neurons) : null;
    SumSink sink = keepSums ? new SumSink(kept) : new SumSink(output, first * neurons);
    if (matrix.isImage() && !anyStruck) {
      pointwise(input, first * inputSize, count * node.pixels(), sink, workspace);
    } else {
      byte[][] images = new byte[count][];
      int[] offsets = new int[count];
      for (int i = 0; i < count; i++) {
        images[i] = struck[i] != null ? struck[i] : input;
        offsets[i] = struck[i] != null ? 0 : (first + i) * inputSize;
      }
      windows(images, offsets, sink, workspace);
    }
    if (keepSums) {
      for (int i = 0; i < count; i++) {
        boolean own = struck[i] != null;
        strikes.sums(
            layer,
            first + i,
            own ? struck[i] : input,
            own ? 0 : (first + i) * inputSize,
            kept,
            i * neurons);
      }
      requantisation.run(IntBuffer.wrap(kept), count * neurons, output, first * neurons, true);
    }
    for (int i = 0; i < count; i++) {
      strikes.results(layer, first + i, output, (first + i) * neurons);
    }
  }

  /** Where sums go: kept for strikes, or requantised at once while they are in the cache. */
  private final class SumSink implements IntegerKernel.Sink {
    private final int[] kept;
    private final byte[] output;
    private int next;

    SumSink(int[] kept) {
      this.kept = kept;
      output = null;
    }

    SumSink(byte[] output, int offset) {
      kept = null;
      this.output = output;
      next = offset;
    }

    @Override
    public void accept(IntBuffer sums, int count) {
      if (kept != null) {
        sums.get(0, kept, next, count);
      } else {
        requantisation.run(sums, count, output, next, false);
      }
      next += count;
    }
  }

  private void pointwise(byte[] input, int offset, int rows, SumSink sink, Workspace workspace) {
    int length = matrix.rowLength();
    for (int row = 0; row < rows; row += blockRows) {
      int count = Math.min(blockRows, rows - row);
      kernels.get(0).multiply(input, offset + row * length, count, sink, workspace);
    }
  }

  private void windows(byte[][] images, int[] offsets, SumSink sink, Workspace workspace) {
    int rows = node.pixels() / matrix.pixelsPerRow();
    int length = matrix.rowLength();
    byte[] patches = workspace.patches(Math.max(blockRows, node.groups() > 1 ? rows : 0) * length);
    int filled = 0;
    for (int i = 0; i < images.length; i++) {
      byte[] image = images[i];
      int offset = offsets[i];
      if (matrix.needsPadding()) {
        image = workspace.padded(matrix.paddedSize());
        matrix.pad(images[i], offset, image);
        offset = 0;
      }
      if (node.groups() > 1) {
        grouped(image, offset, patches, sink, workspace);
        continue;
      }
      // Small images share a block.
      for (int row = 0; row < rows; ) {
        int count = Math.min(blockRows - filled, rows - row);
        matrix.fill(image, offset, 0, row, count, patches, filled * length);
        row += count;
        filled += count;
        if (filled == blockRows || (row == rows && i == images.length - 1)) {
          kernels.get(0).multiply(patches, 0, filled, sink, workspace);
          filled = 0;
        }
      }
    }
  }

  private void grouped(
      byte[] image, int offset, byte[] patches, SumSink sink, Workspace workspace) {
    int[] sums = workspace.imageSums(node.neurons());
    if (depthwiseWeights != null) {
      depthwise(image, offset, sums);
    } else {
      for (int group = 0; group < node.groups(); group++) {
        matrix.fill(image, offset, group, 0, node.pixels(), patches, 0);
        IntegerKernel.Sink columns = new GroupColumns(sums, group * node.filtersPerGroup());
        kernels.get(group).multiply(patches, 0, node.pixels(), columns, workspace);
      }
    }
    sink.accept(IntBuffer.wrap(sums), node.neurons());
  }

  /** Puts a group's sums at its channels of every pixel. */
  private final class GroupColumns implements IntegerKernel.Sink {
    private final int[] sums;
    private int next;

    GroupColumns(int[] sums, int firstChannel) {
      this.sums = sums;
      this.next = firstChannel;
    }

    @Override
    public void accept(IntBuffer block, int count) {
      int filters = node.filtersPerGroup();
      for (int from = 0; from < count; from += filters) {
        block.get(from, sums, next, filters);
        next += node.filters();
      }
    }
  }

  private void depthwise(byte[] image, int offset, int[] sums) {
    int channels = node.groups();
    int area = node.window().area();
    byte[] patch = new byte[area];
    int[] totals = new int[channels];
    int length = matrix.rowLength();
    for (int pixel = 0; pixel < node.pixels(); pixel++) {
      for (int c = 0; c < channels; c++) {
        matrix.fill(image, offset, c, pixel, 1, patch, 0);
        int sum = 0;
        for (int tap = 0; tap < length; tap++) {
          sum += Layout.signed(patch[tap]) * depthwiseWeights[tap * channels + c];
        }
        totals[c] = sum;
      }
      System.arraycopy(totals, 0, sums, pixel * channels, channels);
    }
  }

  @Override
  public void close() {
    kernels.forEach(IntegerKernel::close);
  }
}
