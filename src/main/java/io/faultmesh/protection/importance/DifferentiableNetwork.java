package io.faultmesh.protection.importance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;
import io.faultmesh.network.Binary;
import io.faultmesh.network.Clip;
import io.faultmesh.network.ConstantTensor;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.LayerNormalisation;
import io.faultmesh.network.LocalNormalisation;
import io.faultmesh.network.MatrixProduct;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Selection;
import io.faultmesh.network.Softmax;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Unary;
import io.faultmesh.network.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The float network in DJL, with a probe of zeros added to every neuron to take its gradient. */
final class DifferentiableNetwork implements AutoCloseable {
  /** Stands in for minus infinity around max pools; float32 networks do not come near. */
  private static final double VERY_LOW = -1e30;

  /**
   * One forward pass.
   *
   * @param probes per struck layer the zeros added to its results
   * @param results per struck layer
   */
  record Pass(NDArray logits, List<NDArray> probes, List<NDArray> results) {}

  private final Network network;
  private final NDManager manager;
  private final Map<Node, NDArray> weights = new HashMap<>();
  private final Map<Node, NDArray> biases = new HashMap<>();

  DifferentiableNetwork(Network network, NDManager parent) {
    this.network = network;
    this.manager = parent.newSubManager();
    for (Convolution layer : network.layers()) {
      if (layer.isProduct()) {
        continue;
      }
      Window w = layer.window();
      boolean matrix = isMatrixProduct(layer);
      Shape shape =
          matrix
              ? new Shape(layer.filters(), layer.windowSize())
              : new Shape(
                  layer.filters(),
                  layer.inputChannelsPerGroup(),
                  w.kernelHeight(),
                  w.kernelWidth());
      Shape biasShape = matrix ? new Shape(1, layer.filters(), 1) : new Shape(layer.filters());
      weights.put(layer, manager.create(layer.weights(), shape));
      biases.put(layer, manager.create(floats(layer.bias()), biasShape));
    }
  }

  Pass forward(NDArray input, NDManager scope) {
    Map<Integer, NDArray> values = new HashMap<>();
    List<NDArray> probes = new ArrayList<>();
    List<NDArray> results = new ArrayList<>();
    values.put(network.input().id(), input);
    for (Node node : network.nodes()) {
      List<NDArray> inputs = node.inputs().stream().map(in -> values.get(in.id())).toList();
      NDArray value = compute(node, inputs, input);
      if (node instanceof Convolution) {
        NDArray probe = scope.zeros(value.getShape());
        probe.setRequiresGradient(true);
        value = value.add(probe);
        probes.add(probe);
        results.add(value);
      }
      values.put(node.output().id(), value);
    }
    return new Pass(values.get(network.output().id()), probes, results);
  }

  private NDArray compute(Node node, List<NDArray> inputs, NDArray image) {
    if (node instanceof ConstantTensor constant) {
      return DifferentiableFunctions.constant(constant, image);
    }
    NDArray input = inputs.get(0);
    if (node instanceof Convolution layer) {
      Window w = layer.window();
      if (layer.isProduct()) {
        return clip(DifferentiableVectors.product(layer, input), layer.clip());
      }
      if (isMatrixProduct(layer)) {
        return clip(matrixProduct(layer, input), layer.clip());
      }
      NDArray sums =
          Conv2d.conv2d(
                  pad(input, w, 0),
                  weights.get(layer),
                  biases.get(layer),
                  new Shape(w.strideY(), w.strideX()),
                  new Shape(0, 0),
                  new Shape(w.dilationY(), w.dilationX()),
                  layer.groups())
              .singletonOrThrow();
      return clip(sums, layer.clip());
    } else if (node instanceof Node.Addition sum) {
      return clip(input.add(inputs.get(1)), sum.clip());
    } else if (node instanceof Node.Rescale rescale) {
      return clip(input, rescale.clip());
    } else if (node instanceof Node.MaxPool pool) {
      return maxPool(input, pool.window());
    } else if (node instanceof Node.AveragePool pool) {
      return clip(averagePool(input, pool), pool.clip());
    } else if (node instanceof Node.Concatenation concatenation) {
      return NDArrays.concat(new NDList(inputs), concatenation.axis() + 1);
    } else if (node instanceof Node.OperandPair) {
      return NDArrays.concat(new NDList(inputs), 3);
    } else if (node instanceof Node.Slice slice) {
      return input.get(index(slice));
    } else if (node instanceof Node.Padding padding) {
      return padded(input, padding);
    } else if (node instanceof Node.Reshape reshape) {
      return input.reshape(shape(reshape.output()));
    } else if (node instanceof Node.Transpose transpose) {
      return DifferentiableVectors.transposed(input, transpose);
    }
    return function(node, inputs);
  }

  private static NDArray function(Node node, List<NDArray> inputs) {
    if (node instanceof Unary unary) {
      return DifferentiableFunctions.unary(unary, inputs.get(0));
    } else if (node instanceof Binary binary) {
      return DifferentiableFunctions.binary(binary, inputs.get(0), inputs.get(1));
    } else if (node instanceof LocalNormalisation normalisation) {
      return DifferentiableFunctions.localNormalisation(normalisation, inputs.get(0));
    } else if (node instanceof Softmax softmax) {
      return DifferentiableVectors.softmax(softmax, inputs.get(0));
    } else if (node instanceof LayerNormalisation normalisation) {
      return DifferentiableVectors.layerNormalisation(normalisation, inputs.get(0));
    } else if (node instanceof MatrixProduct product) {
      return DifferentiableVectors.product(product, inputs.get(0), inputs.get(1));
    } else if (node instanceof Selection selection) {
      return DifferentiableVectors.selection(selection, inputs.get(0));
    }
    throw new IllegalStateException("no code for " + node);
  }

  private static boolean isMatrixProduct(Convolution layer) {
    Window w = layer.window();
    int pads = w.padTop() + w.padLeft() + w.padBottom() + w.padRight();
    return w.area() == 1 && pads == 0 && layer.groups() == 1;
  }

  /**
   * A 1x1 convolution as a matrix product: PyTorch hands small ones to a library that not every
   * processor can run, and the backward pass of strided ones divides by zero on some processors.
   */
  private NDArray matrixProduct(Convolution layer, NDArray input) {
    Window w = layer.window();
    NDArray taken = input;
    if (w.strideY() > 1 || w.strideX() > 1) {
      taken =
          input.get(
              new NDIndex()
                  .addAllDim(2)
                  .addSliceDim(0, layer.input().shape().height(), w.strideY())
                  .addSliceDim(0, layer.input().shape().width(), w.strideX()));
    }
    int channels = layer.input().shape().channels();
    NDArray columns = taken.reshape(-1, channels, layer.pixels());
    NDArray sums = weights.get(layer).matMul(columns);
    // A result belongs to its first operand's manager; this one shall go with the pass.
    sums.attach(input.getManager());
    return sums.add(biases.get(layer)).reshape(shape(layer.output()));
  }

  static Shape shape(Tensor tensor) {
    return new Shape(
        -1, tensor.shape().channels(), tensor.shape().height(), tensor.shape().width());
  }

  private static NDArray pad(NDArray input, Window w, double value) {
    if (w.padTop() + w.padLeft() + w.padBottom() + w.padRight() == 0) {
      return input;
    }
    return input.pad(new Shape(w.padLeft(), w.padRight(), w.padTop(), w.padBottom()), value);
  }

  static NDArray clip(NDArray value, Clip clip) {
    NDArray result = Double.isInfinite(clip.low()) ? value : value.maximum(clip.low());
    return Double.isInfinite(clip.high()) ? result : result.minimum(clip.high());
  }

  private static NDArray maxPool(NDArray input, Window w) {
    NDArray padded = pad(input, w, VERY_LOW);
    if (w.dilationY() == 1 && w.dilationX() == 1) {
      return Pool.maxPool2d(
          padded,
          new Shape(w.kernelHeight(), w.kernelWidth()),
          new Shape(w.strideY(), w.strideX()),
          new Shape(0, 0),
          false);
    }
    NDArray best = null;
    long lastY = padded.getShape().get(2) - w.reachY();
    long lastX = padded.getShape().get(3) - w.reachX();
    for (int ky = 0; ky < w.kernelHeight(); ky++) {
      for (int kx = 0; kx < w.kernelWidth(); kx++) {
        long y = (long) ky * w.dilationY();
        long x = (long) kx * w.dilationX();
        NDArray tap =
            padded.get(
                new NDIndex()
                    .addAllDim(2)
                    .addSliceDim(y, y + lastY + 1, w.strideY())
                    .addSliceDim(x, x + lastX + 1, w.strideX()));
        best = best == null ? tap : NDArrays.maximum(best, tap);
      }
    }
    return best;
  }

  /** Sums by a padded pool without divisor correction, then the divisors that the node asks for. */
  private static NDArray averagePool(NDArray input, Node.AveragePool pool) {
    Window w = pool.window();
    NDArray means =
        Pool.avgPool2d(
            pad(input, w, 0),
            new Shape(w.kernelHeight(), w.kernelWidth()),
            new Shape(w.strideY(), w.strideX()),
            new Shape(0, 0),
            false,
            true);
    int height = pool.output().shape().height();
    int width = pool.output().shape().width();
    float[] factors = new float[height * width];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = (float) w.area() / pool.divisor(i / width, i % width);
    }
    return means.mul(input.getManager().create(factors, new Shape(1, 1, height, width)));
  }

  private static NDIndex index(Node.Slice slice) {
    NDIndex index = new NDIndex().addAllDim();
    int[] sides = {
      slice.output().shape().channels(),
      slice.output().shape().height(),
      slice.output().shape().width()
    };
    for (int axis = 0; axis < sides.length; axis++) {
      long start = slice.starts().get(axis);
      long step = slice.steps().get(axis);
      index.addSliceDim(start, start + (sides[axis] - 1) * step + 1, step);
    }
    return index;
  }

  private static NDArray padded(NDArray input, Node.Padding padding) {
    io.faultmesh.network.Shape in = padding.input().shape();
    io.faultmesh.network.Shape out = padding.output().shape();
    int channels = padding.before().get(0);
    int top = padding.before().get(1);
    int left = padding.before().get(2);
    return input.pad(
        new Shape(
            left, out.width() - in.width() - left,
            top, out.height() - in.height() - top,
            channels, out.channels() - in.channels() - channels),
        0);
  }

  @Override
  public void close() {
    manager.close();
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
