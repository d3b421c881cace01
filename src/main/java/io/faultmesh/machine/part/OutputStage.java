package io.faultmesh.machine.part;

import io.faultmesh.arithmetic.Adder;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.arithmetic.Rescaler;
import io.faultmesh.machine.fault.LayerFaults;
import io.faultmesh.network.Binary;
import io.faultmesh.network.ConstantTensor;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.LocalNormalisation;
import io.faultmesh.network.LogitCombination;
import io.faultmesh.network.MatrixProduct;
import io.faultmesh.network.Node;
import io.faultmesh.network.NodePlace;
import io.faultmesh.network.Selection;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Unary;
import io.faultmesh.network.VectorNode;
import io.faultmesh.network.Window;
import java.util.Arrays;
import java.util.List;

/** The nodes between struck layers: sums, pools, and moves of values; 8 bits in (channel, y, x). */
final class OutputStage {
  /** The largest value or the mean, the sum, the results. */
  private static final int VECTOR_PASSES = 3;

  private OutputStage() {}

  /**
   * A node's values.
   *
   * @param faults of the layer in front; null in front of the first one
   */
  static byte[] run(Node node, IntegerNetwork network, LayerFaults faults, byte[][] tensors) {
    if (node instanceof ConstantTensor constant) {
      return constant.quantised(network.format(node.output()));
    }
    byte[] input = tensors[node.inputs().get(0).id()];
    Quantisation format = network.format(node.inputs().get(0));
    if (node instanceof Node.Addition sum) {
      byte[] right = tensors[sum.right().id()];
      byte[] results =
          add(network.adders().get(sum), format, input, network.format(sum.right()), right);
      return faults == null ? results : faults.added(results, NodePlace.of(sum, network.network()));
    } else if (node instanceof Node.MaxPool pool) {
      return pool(node, pool.window(), input, format, null, null);
    } else if (node instanceof Node.AveragePool pool) {
      return pool(node, pool.window(), input, format, pool, network.means().get(pool));
    } else if (node instanceof Node.Rescale) {
      return rescale(network.rescalers().get(node).get(0), format, input);
    } else if (node instanceof Node.Concatenation concatenation) {
      return concatenate(concatenation, network, tensors);
    } else if (node instanceof Node.OperandPair pair) {
      return pair(pair, input, tensors[pair.second().id()]);
    } else if (node instanceof Node.Slice slice) {
      return slice(slice, input);
    } else if (node instanceof Node.Padding padding) {
      return pad(padding, format, input);
    } else if (node instanceof Node.Reshape) {
      return input;
    } else if (node instanceof Node.Transpose transpose) {
      return take(transpose.sources(), input);
    } else if (node instanceof Selection selection) {
      return take(selection.sources(), input);
    } else if (node instanceof VectorNode vectors) {
      return vectors.apply(vectors.rule(network), format, input);
    } else if (node instanceof MatrixProduct product) {
      return product.apply(network, input, tensors[product.right().id()]);
    } else if (node instanceof Unary unary) {
      return VectorUnit.unary(unary, network, faults, input);
    } else if (node instanceof Binary binary) {
      return VectorUnit.binary(binary, network, input, tensors[binary.right().id()]);
    } else if (node instanceof LogitCombination combination) {
      byte[][] logits =
          combination.inputs().stream().map(one -> tensors[one.id()]).toArray(byte[][]::new);
      return combination.apply(network, logits);
    } else if (node instanceof LocalNormalisation normalisation) {
      return VectorUnit.localNormalisation(normalisation, network, input);
    }
    throw new IllegalArgumentException("not a node of the output stage: " + node.name());
  }

  /**
   * Values that a node reads, which is what it costs: the stage takes one value per column and
   * cycle (our rule). A reshape moves nothing.
   */
  static long values(Node node) {
    long outputs = node.output().shape().size();
    if (node instanceof Node.Addition || node instanceof Binary) {
      return 2 * outputs;
    } else if (node instanceof LocalNormalisation normalisation) {
      return outputs * normalisation.size();
    } else if (node instanceof LogitCombination combination) {
      return outputs * combination.inputs().size();
    } else if (node instanceof VectorNode) {
      return VECTOR_PASSES * outputs;
    } else if (node instanceof MatrixProduct product) {
      return product.macs();
    } else if (node instanceof Node.MaxPool pool) {
      return outputs * pool.window().area();
    } else if (node instanceof Node.AveragePool pool) {
      return outputs * pool.window().area();
    }
    boolean free =
        node instanceof Node.Reshape
            || node instanceof Node.OperandPair
            || node instanceof Convolution
            || node instanceof ConstantTensor;
    return free ? 0 : outputs;
  }

  private static byte[] add(
      Adder adder, Quantisation leftFormat, byte[] left, Quantisation rightFormat, byte[] right) {
    byte[] output = new byte[left.length];
    for (int i = 0; i < output.length; i++) {
      output[i] = (byte) adder.apply(leftFormat.steps(left[i]), rightFormat.steps(right[i]));
    }
    return output;
  }

  private static byte[] rescale(Rescaler rescaler, Quantisation format, byte[] input) {
    byte[] output = new byte[input.length];
    for (int i = 0; i < output.length; i++) {
      output[i] = (byte) rescaler.apply(format.steps(input[i]));
    }
    return output;
  }

  /** Maximum, or mean if {@code average} is given; padding never wins and counts as zero. */
  private static byte[] pool(
      Node node,
      Window window,
      byte[] input,
      Quantisation format,
      Node.AveragePool average,
      Requantiser requantiser) {
    Shape in = node.inputs().get(0).shape();
    Shape out = node.output().shape();
    byte[] output = new byte[out.size()];
    int next = 0;
    for (int c = 0; c < out.channels(); c++) {
      for (int oy = 0; oy < out.height(); oy++) {
        for (int ox = 0; ox < out.width(); ox++) {
          int sum = 0;
          int max = format.lowest();
          for (int ky = 0; ky < window.kernelHeight(); ky++) {
            int y = oy * window.strideY() - window.padTop() + ky * window.dilationY();
            if (y < 0 || y >= in.height()) {
              continue;
            }
            for (int kx = 0; kx < window.kernelWidth(); kx++) {
              int x = ox * window.strideX() - window.padLeft() + kx * window.dilationX();
              if (x >= 0 && x < in.width()) {
                byte value = input[(c * in.height() + y) * in.width() + x];
                sum += format.steps(value);
                max = Math.max(max, format.value(value));
              }
            }
          }
          output[next++] =
              (byte) (average == null ? max : requantiser.apply(sum, average.divisor(oy, ox)));
        }
      }
    }
    return output;
  }

  private static byte[] concatenate(
      Node.Concatenation node, IntegerNetwork network, byte[][] tensors) {
    List<Rescaler> rescalers = network.rescalers().get(node);
    byte[] output = new byte[node.output().shape().size()];
    int start = 0;
    for (int operand = 0; operand < node.inputs().size(); operand++) {
      Tensor input = node.inputs().get(operand);
      Shape in = input.shape();
      byte[] values = rescale(rescalers.get(operand), network.format(input), tensors[input.id()]);
      int[] shift = new int[3];
      shift[node.axis()] = start;
      place(values, in, output, node.output().shape(), shift[0], shift[1], shift[2]);
      start += node.axis() == 0 ? in.channels() : node.axis() == 1 ? in.height() : in.width();
    }
    return output;
  }

  private static byte[] pair(Node.OperandPair node, byte[] first, byte[] second) {
    Shape out = node.output().shape();
    byte[] output = new byte[out.size()];
    place(first, node.first().shape(), output, out, 0, 0, 0);
    place(second, node.second().shape(), output, out, 0, 0, node.first().shape().width());
    return output;
  }

  private static byte[] pad(Node.Padding node, Quantisation format, byte[] input) {
    byte[] output = new byte[node.output().shape().size()];
    Arrays.fill(output, (byte) format.zeroPoint());
    place(
        input,
        node.input().shape(),
        output,
        node.output().shape(),
        node.before().get(0),
        node.before().get(1),
        node.before().get(2));
    return output;
  }

  private static void place(
      byte[] values, Shape in, byte[] output, Shape out, int shiftC, int shiftY, int shiftX) {
    for (int c = 0; c < in.channels(); c++) {
      for (int y = 0; y < in.height(); y++) {
        int to = ((c + shiftC) * out.height() + y + shiftY) * out.width() + shiftX;
        System.arraycopy(values, (c * in.height() + y) * in.width(), output, to, in.width());
      }
    }
  }

  private static byte[] slice(Node.Slice node, byte[] input) {
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    byte[] output = new byte[out.size()];
    int next = 0;
    for (int c = 0; c < out.channels(); c++) {
      int fromC = node.starts().get(0) + c * node.steps().get(0);
      for (int y = 0; y < out.height(); y++) {
        int fromY = node.starts().get(1) + y * node.steps().get(1);
        for (int x = 0; x < out.width(); x++) {
          int fromX = node.starts().get(2) + x * node.steps().get(2);
          output[next++] = input[(fromC * in.height() + fromY) * in.width() + fromX];
        }
      }
    }
    return output;
  }

  private static byte[] take(int[] sources, byte[] input) {
    byte[] output = new byte[sources.length];
    for (int i = 0; i < output.length; i++) {
      output[i] = input[sources[i]];
    }
    return output;
  }
}
