package io.faultmesh.fast;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import java.util.ArrayList;
import java.util.List;

/** Runs one struck layer: windows, exact products, requantisation. */
final class LayerRunner implements AutoCloseable {
  /** Sums of as many images as fit are made by one product. */
  private static final int MAX_SUMS = 1 << 17;

  private static final int PATCH_BYTES = 1 << 18;

  private final IntegerLayer layer;
  private final Convolution node;
  private final PatchMatrix matrix;
  private final RequantisationLoop requantisation;
  private final List<IntegerKernel> kernels = new ArrayList<>();
  private final int[] depthwiseWeights;

  LayerRunner(IntegerLayer layer, IntegerKernel.Factory factory) {
    this.layer = layer;
    this.node = layer.node();
    this.matrix = new PatchMatrix(node);
    this.requantisation = new RequantisationLoop(layer);
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
    int inputSize = node.input().shape().size();
    int neurons = node.neurons();
    int group = Math.max(1, Math.min(images, MAX_SUMS / neurons));
    int[] sums = workspace.sums(group * neurons);
    for (int first = 0; first < images; first += group) {
      int count = Math.min(group, images - first);
      byte[][] struck = new byte[count][];
      for (int i = 0; i < count; i++) {
        struck[i] = strikes.input(layer, first + i, input, (first + i) * inputSize);
      }
      products(input, first, struck, sums, workspace);
      boolean changed = false;
      for (int i = 0; i < count; i++) {
        boolean own = struck[i] != null;
        changed |=
            strikes.sums(
                layer,
                first + i,
                own ? struck[i] : input,
                own ? 0 : (first + i) * inputSize,
                sums,
                i * neurons);
      }
      requantisation.run(sums, count * neurons, output, first * neurons, changed);
      for (int i = 0; i < count; i++) {
        strikes.results(layer, first + i, output, (first + i) * neurons);
      }
    }
  }

  private void products(byte[] input, int first, byte[][] struck, int[] sums, Workspace workspace) {
    int inputSize = node.input().shape().size();
    boolean anyStruck = false;
    for (byte[] copy : struck) {
      anyStruck |= copy != null;
    }
    if (matrix.isImage() && !anyStruck) {
      kernels
          .get(0)
          .multiply(input, first * inputSize, struck.length * node.pixels(), sums, 0, workspace);
      return;
    }
    for (int i = 0; i < struck.length; i++) {
      byte[] image = struck[i] != null ? struck[i] : input;
      int offset = struck[i] != null ? 0 : (first + i) * inputSize;
      if (matrix.needsPadding()) {
        byte[] padded = workspace.padded(matrix.paddedSize());
        matrix.pad(image, offset, padded);
        image = padded;
        offset = 0;
      }
      if (depthwiseWeights != null) {
        depthwise(image, offset, sums, i * node.neurons());
      } else if (node.groups() == 1) {
        imageProducts(image, offset, sums, i * node.neurons(), workspace);
      } else {
        groupProducts(image, offset, sums, i * node.neurons(), workspace);
      }
    }
  }

  private void imageProducts(
      byte[] image, int offset, int[] sums, int sumsOffset, Workspace workspace) {
    int rows = node.pixels() / matrix.pixelsPerRow();
    int length = matrix.rowLength();
    int block = Math.max(1, Math.min(rows, PATCH_BYTES / length));
    byte[] patches = workspace.patches(block * length);
    for (int row = 0; row < rows; row += block) {
      int count = Math.min(block, rows - row);
      matrix.fill(image, offset, 0, row, count, patches, 0);
      int to = sumsOffset + row * matrix.pixelsPerRow() * node.filters();
      kernels.get(0).multiply(patches, 0, count, sums, to, workspace);
    }
  }

  private void groupProducts(
      byte[] image, int offset, int[] sums, int sumsOffset, Workspace workspace) {
    int rows = node.pixels();
    int filters = node.filtersPerGroup();
    byte[] patches = workspace.patches(rows * matrix.rowLength());
    int[] groupSums = new int[rows * filters];
    for (int group = 0; group < node.groups(); group++) {
      matrix.fill(image, offset, group, 0, rows, patches, 0);
      kernels.get(group).multiply(patches, 0, rows, groupSums, 0, workspace);
      for (int row = 0; row < rows; row++) {
        System.arraycopy(
            groupSums,
            row * filters,
            sums,
            sumsOffset + row * node.filters() + group * filters,
            filters);
      }
    }
  }

  private void depthwise(byte[] image, int offset, int[] sums, int sumsOffset) {
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
      System.arraycopy(totals, 0, sums, sumsOffset + pixel * channels, channels);
    }
  }

  @Override
  public void close() {
    kernels.forEach(IntegerKernel::close);
  }
}
