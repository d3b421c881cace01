package io.faultmesh.machine.work;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import io.faultmesh.protection.struck.UnitSums;
import java.util.Arrays;
import java.util.BitSet;

/** Makes a layer's operand streams out of the tensors that the cache holds. */
public final class LayerOperands {
  /** Streams of a layer are kept for later folds if there are not more values than this. */
  private static final long MAX_KEPT = 1L << 24;

  private final Convolution node;

  /** What padding streams: the zero point. */
  private final byte padding;

  private final boolean unsignedInput;
  private final byte[] input;
  private final byte[] weights;
  private final OperandVector[] rows;
  private final OperandVector[] columns;

  /**
   * The operands of a layer as the buffers give them.
   *
   * @param flips counts what strikes the buffers
   */
  public LayerOperands(LayerJob layer, LayerData data, FlipTally flips) {
    node = layer.node();
    padding = (byte) layer.layer().input().zeroPoint();
    unsignedInput = layer.layer().input().lowest() == 0;
    input = layer.faults().inputs().read(data.input(), data.stored().input(), flips);
    weights =
        node.isProduct()
            ? secondOperands()
            : layer.faults().weights().read(data.weights(), data.stored().weights(), flips);
    int rowCount =
        switch (layer.array().dataflow()) {
          case OUTPUT_STATIONARY -> node.groups() * node.pixels();
          case WEIGHT_STATIONARY, INPUT_STATIONARY -> node.groups() * node.windowSize();
        };
    int rowLength =
        switch (layer.array().dataflow()) {
          case OUTPUT_STATIONARY -> node.windowSize();
          case WEIGHT_STATIONARY -> node.pixels();
          case INPUT_STATIONARY -> node.filtersPerGroup();
        };
    rows = (long) rowCount * rowLength <= MAX_KEPT ? new OperandVector[rowCount] : null;
    boolean keepsColumns = layer.mapping().isOutputStationary() && weights.length <= MAX_KEPT;
    columns = keepsColumns ? new OperandVector[node.filters()] : null;
  }

  private LayerOperands(LayerOperands first, byte[] weights) {
    this.node = first.node;
    this.padding = first.padding;
    this.unsignedInput = first.unsignedInput;
    this.input = first.input;
    this.weights = weights;
    this.rows = first.rows == null ? null : new OperandVector[first.rows.length];
    this.columns = first.columns == null ? null : new OperandVector[first.columns.length];
  }

  /**
   * The same with other weights of some filters.
   *
   * @param read all weights, of which those of other filters do not matter
   */
  public LayerOperands withWeights(BitSet filters, byte[] read) {
    byte[] own = weights.clone();
    int taps = node.windowSize();
    filters.stream().forEach(f -> System.arraycopy(read, f * taps, own, f * taps, taps));
    return new LayerOperands(this, own);
  }

  /** What a product of activations has in the place of weights: part of its input. */
  private byte[] secondOperands() {
    byte[] operands = new byte[node.filters() * node.windowSize()];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = input[node.place(i)];
    }
    return operands;
  }

  /** The sum of a neuron's products that nothing inside the array has changed. */
  int sum(int neuron) {
    int filter = neuron / node.pixels();
    int taps = node.windowSize();
    byte[] window = window(filter / node.filtersPerGroup(), neuron % node.pixels(), 0, taps);
    int sum = 0;
    for (int tap = 0; tap < taps; tap++) {
      int x = unsignedInput ? window[tap] & 0xff : window[tap];
      sum += x * weights[filter * taps + tap];
    }
    return sum;
  }

  /** A neuron's finished sum as the dot-product unit computes it. */
  int recomputed(UnitSums unit, int neuron, int bias) {
    int filter = neuron / node.pixels();
    int[] inputs = window(filter, neuron % node.pixels());
    return unit.finished(neuron, inputs, weights, filter * node.windowSize(), bias);
  }

  /** The input values of a neuron's products. */
  int[] window(int filter, int pixel) {
    byte[] bits = window(filter / node.filtersPerGroup(), pixel, 0, node.windowSize());
    int[] values = new int[bits.length];
    for (int tap = 0; tap < values.length; tap++) {
      values[tap] = unsignedInput ? bits[tap] & 0xff : bits[tap];
    }
    return values;
  }

  int weight(int filter, int tap) {
    return weights[filter * node.windowSize() + tap];
  }

  /** A row's stream. */
  public OperandVector row(FoldJob job, int lane) {
    int key;
    if (job.isOutputStationary()) {
      key = job.tile().group() * node.pixels() + job.tile().firstPixel() + lane;
    } else {
      key = job.tile().group() * node.windowSize() + job.tile().firstTap() + lane;
    }
    boolean keeps = rows != null && !(job.isInputStationary() && job.isRepetition());
    if (keeps && rows[key] != null) {
      return rows[key];
    }
    OperandVector row = makeRow(job, lane);
    if (keeps) {
      rows[key] = row;
    }
    return row;
  }

  private OperandVector makeRow(FoldJob job, int lane) {
    int group = job.tile().group();
    if (job.isOutputStationary()) {
      return OperandVector.ascending(
          window(group, job.tile().firstPixel() + lane, 0, node.windowSize()), unsignedInput);
    }
    int tap = job.tile().firstTap() + lane;
    if (!job.isInputStationary()) {
      return OperandVector.wide(inputsOf(group, tap), unsignedInput);
    }
    byte[] values = new byte[job.filters().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = weights[job.filters()[i] * node.windowSize() + tap];
    }
    return OperandVector.wide(values, false);
  }

  /** A column's stream, or the operands that stay in it. */
  public OperandVector column(FoldJob job, int lane) {
    int first = job.tile().firstTap();
    int taps = job.tile().taps();
    if (job.isInputStationary()) {
      return OperandVector.plain(
          window(job.tile().group(), job.tile().firstPixel() + lane, first, taps), unsignedInput);
    }
    int filter = job.filters()[lane];
    int from = filter * node.windowSize() + first;
    if (!job.isOutputStationary()) {
      return OperandVector.plain(Arrays.copyOfRange(weights, from, from + taps), false);
    }
    if (columns != null && columns[filter] != null) {
      return columns[filter];
    }
    OperandVector column =
        OperandVector.descending(Arrays.copyOfRange(weights, from, from + taps), false);
    if (columns != null) {
      columns[filter] = column;
    }
    return column;
  }

  /** The input values of one pixel's window, some taps of it. */
  private byte[] window(int group, int pixel, int firstTap, int taps) {
    Window window = node.window();
    Shape in = node.input().shape();
    int width = node.output().shape().width();
    int top = pixel / width * window.strideY() - window.padTop();
    int left = pixel % width * window.strideX() - window.padLeft();
    byte[] values = new byte[taps];
    Arrays.fill(values, padding);
    int channel = group * node.inputChannelsPerGroup() + firstTap / window.area();
    int ky = firstTap % window.area() / window.kernelWidth();
    int kx = firstTap % window.kernelWidth();
    for (int i = 0; i < taps; i++) {
      int y = top + ky * window.dilationY();
      int x = left + kx * window.dilationX();
      if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
        values[i] = input[(channel * in.height() + y) * in.width() + x];
      }
      if (++kx == window.kernelWidth()) {
        kx = 0;
        if (++ky == window.kernelHeight()) {
          ky = 0;
          channel++;
        }
      }
    }
    return values;
  }

  /** The input values that one tap takes, over all output pixels. */
  private byte[] inputsOf(int group, int tap) {
    Window window = node.window();
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    int channel = group * node.inputChannelsPerGroup() + tap / window.area();
    int place = tap % window.area();
    int shiftY = place / window.kernelWidth() * window.dilationY() - window.padTop();
    int shiftX = place % window.kernelWidth() * window.dilationX() - window.padLeft();
    byte[] values = new byte[out.pixels()];
    Arrays.fill(values, padding);
    for (int oy = 0; oy < out.height(); oy++) {
      int y = oy * window.strideY() + shiftY;
      if (y < 0 || y >= in.height()) {
        continue;
      }
      int line = (channel * in.height() + y) * in.width();
      for (int ox = 0; ox < out.width(); ox++) {
        int x = ox * window.strideX() + shiftX;
        if (x >= 0 && x < in.width()) {
          values[oy * out.width() + ox] = input[line + x];
        }
      }
    }
    return values;
  }
}
