package io.faultmesh.network;

import java.util.List;

/** One operation of the graph. */
public sealed interface Node
    permits Convolution,
        Node.Addition,
        Node.MaxPool,
        Node.AveragePool,
        Node.Rescale,
        Node.Concatenation,
        Node.Slice,
        Node.Padding,
        Node.Reshape {

  /** The node's name in the ONNX file. */
  String name();

  Tensor output();

  List<Tensor> inputs();

  /** Whether values are only moved or compared, so that the output keeps the input's scale. */
  default boolean keepsScale() {
    return this instanceof MaxPool
        || this instanceof Slice
        || this instanceof Padding
        || this instanceof Reshape;
  }

  /** Element-wise sum, then the clip. */
  record Addition(String name, Tensor left, Tensor right, Tensor output, Clip clip)
      implements Node {
    public Addition {
      if (!left.shape().equals(right.shape())) {
        throw new IllegalArgumentException(
            "Add of different shapes " + left.shape() + " and " + right.shape());
      }
    }

    @Override
    public List<Tensor> inputs() {
      return List.of(left, right);
    }
  }

  /** Maximum over a window; padding never wins. */
  record MaxPool(String name, Tensor input, Tensor output, Window window) implements Node {
    @Override
    public List<Tensor> inputs() {
      return List.of(input);
    }
  }

  /**
   * Mean over a window.
   *
   * @param countPads whether padded zeros count into the divisor
   */
  record AveragePool(
      String name, Tensor input, Tensor output, Window window, boolean countPads, Clip clip)
      implements Node {
    @Override
    public List<Tensor> inputs() {
      return List.of(input);
    }

    /** Number of values that the mean at output pixel (y, x) divides by. */
    public int divisor(int y, int x) {
      return overlap(
              y * window.strideY() - window.padTop(),
              window.kernelHeight(),
              window.padTop(),
              window.padBottom(),
              input.shape().height())
          * overlap(
              x * window.strideX() - window.padLeft(),
              window.kernelWidth(),
              window.padLeft(),
              window.padRight(),
              input.shape().width());
    }

    private int overlap(int from, int length, int padBefore, int padAfter, int side) {
      int low = countPads ? -padBefore : 0;
      int high = countPads ? side + padAfter : side;
      return Math.max(1, Math.min(from + length, high) - Math.max(from, low));
    }
  }

  /** The same values under another clip or scale: a ReLU that no other node could take in. */
  record Rescale(String name, Tensor input, Tensor output, Clip clip) implements Node {
    @Override
    public List<Tensor> inputs() {
      return List.of(input);
    }
  }

  /** Inputs side by side along an axis: 0 channels, 1 height, 2 width. */
  record Concatenation(String name, List<Tensor> inputs, Tensor output, int axis) implements Node {
    public Concatenation {
      inputs = List.copyOf(inputs);
    }
  }

  /** Every step-th value from a start, per axis (channels, height, width). */
  record Slice(String name, Tensor input, Tensor output, List<Integer> starts, List<Integer> steps)
      implements Node {
    @Override
    public List<Tensor> inputs() {
      return List.of(input);
    }
  }

  /** Zeros around the input, per axis (channels, height, width). */
  record Padding(String name, Tensor input, Tensor output, List<Integer> before) implements Node {
    @Override
    public List<Tensor> inputs() {
      return List.of(input);
    }
  }

  /** The same values in (channel, y, x) order under another shape. */
  record Reshape(String name, Tensor input, Tensor output) implements Node {
    @Override
    public List<Tensor> inputs() {
      return List.of(input);
    }
  }
}
