package io.faultmesh.network;

import java.util.List;

/** One operation of the graph. */
public sealed interface Node
    permits Convolution,
        Unary,
        Binary,
        LocalNormalisation,
        LogitCombination,
        ConstantTensor,
        MatrixProduct,
        Selection,
        VectorNode,
        Node.Addition,
        Node.MaxPool,
        Node.AveragePool,
        Node.Rescale,
        Node.Concatenation,
        Node.OperandPair,
        Node.Slice,
        Node.Padding,
        Node.Reshape,
        Node.Transpose {

  /** The node's name in the ONNX file. */
  String name();

  Tensor output();

  List<Tensor> inputs();

  /** Whether values are only moved or compared, so that the output keeps the input's scale. */
  default boolean keepsScale() {
    return this instanceof MaxPool
        || this instanceof Slice
        || this instanceof Padding
        || this instanceof Reshape
        || this instanceof Transpose
        || this instanceof OperandPair
        || this instanceof Selection;
  }

  /** The same operation under another name, from other inputs to another output. */
  Node between(String newName, List<Tensor> newInputs, Tensor newOutput);

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

    @Override
    public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
      return new Addition(newName, newInputs.get(0), newInputs.get(1), newOutput, clip);
    }
  }

  /** Maximum over a window; padding never wins. */
  record MaxPool(String name, Tensor input, Tensor output, Window window) implements Node {
    @Override
    public List<Tensor> inputs() {
      return List.of(input);
    }

    @Override
    public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
      return new MaxPool(newName, newInputs.get(0), newOutput, window);
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

    @Override
    public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
      return new AveragePool(newName, newInputs.get(0), newOutput, window, countPads, clip);
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

    @Override
    public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
      return new Rescale(newName, newInputs.get(0), newOutput, clip);
    }
  }

  /** Inputs side by side along an axis: 0 channels, 1 height, 2 width. */
  record Concatenation(String name, List<Tensor> inputs, Tensor output, int axis) implements Node {
    public Concatenation {
      inputs = List.copyOf(inputs);
    }

    @Override
    public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
      return new Concatenation(newName, newInputs, newOutput, axis);
    }
  }

  /**
   * What a product of two activations multiplies, side by side: both are {@code [channels][1][..]}
   * and keep their bits. The result's format is the first one's; the second one's is int8 around 0.
   */
  record OperandPair(String name, Tensor first, Tensor second, Tensor output) implements Node {
    public OperandPair {
      Shape a = first.shape();
      Shape b = second.shape();
      if (a.channels() != b.channels() || a.height() != 1 || b.height() != 1) {
        throw new IllegalArgumentException("operands of the shapes " + a + " and " + b);
      }
    }

    /** The shape of the result. */
    public static Shape shape(Tensor first, Tensor second) {
      return new Shape(first.shape().channels(), 1, first.shape().width() + second.shape().width());
    }

    @Override
    public List<Tensor> inputs() {
      return List.of(first, second);
    }

    @Override
    public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
      return new OperandPair(newName, newInputs.get(0), newInputs.get(1), newOutput);
    }
  }

  /** Every step-th value from a start, per axis (channels, height, width). */
  record Slice(String name, Tensor input, Tensor output, List<Integer> starts, List<Integer> steps)
      implements Node {
    @Override
    public List<Tensor> inputs() {
      return List.of(input);
    }

    @Override
    public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
      return new Slice(newName, newInputs.get(0), newOutput, starts, steps);
    }
  }

  /** Zeros around the input, per axis (channels, height, width). */
  record Padding(String name, Tensor input, Tensor output, List<Integer> before) implements Node {
    @Override
    public List<Tensor> inputs() {
      return List.of(input);
    }

    @Override
    public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
      return new Padding(newName, newInputs.get(0), newOutput, before);
    }
  }

  /** The same values in (channel, y, x) order under another shape. */
  record Reshape(String name, Tensor input, Tensor output) implements Node {
    public Reshape {
      if (input.shape().size() != output.shape().size()) {
        throw new IllegalArgumentException(
            "Reshape from " + input.shape() + " to " + output.shape());
      }
    }

    @Override
    public List<Tensor> inputs() {
      return List.of(input);
    }

    @Override
    public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
      return new Reshape(newName, newInputs.get(0), newOutput);
    }
  }

  /**
   * The same values with axes in another order.
   *
   * @param dims of the input, whose values lie in row-major order
   * @param order the input's axis behind each axis of the output
   */
  record Transpose(
      String name, Tensor input, Tensor output, List<Integer> dims, List<Integer> order)
      implements Node {
    public Transpose {
      dims = List.copyOf(dims);
      order = List.copyOf(order);
    }

    @Override
    public List<Tensor> inputs() {
      return List.of(input);
    }

    @Override
    public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
      return new Transpose(newName, newInputs.get(0), newOutput, dims, order);
    }

    /** For every value of the output the number of the input's value, both in row-major order. */
    public int[] sources() {
      int[] ofInput = Strides.rowMajor(dims);
      int[] strides = order.stream().mapToInt(axis -> ofInput[axis]).toArray();
      return Strides.places(order.stream().map(dims::get).toList(), strides);
    }
  }
}
