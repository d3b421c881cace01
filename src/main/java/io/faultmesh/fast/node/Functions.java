package io.faultmesh.fast.node;

import io.faultmesh.arithmetic.LocalNormaliser;
import io.faultmesh.arithmetic.LookupTable;
import io.faultmesh.arithmetic.PairRule;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.network.Binary;
import io.faultmesh.network.ConstantTensor;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.LocalNormalisation;
import io.faultmesh.network.LogitCombination;
import io.faultmesh.network.MatrixProduct;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Unary;
import io.faultmesh.network.VectorNode;
import java.util.List;

/** Functions of one tensor or two, value by value, as tables in this room's layout. */
final class Functions {
  private Functions() {}

  static NodeCode unary(Unary node, IntegerNetwork network) {
    Quantisation in = network.format(node.input());
    Quantisation out = network.format(node.output());
    return unary(node.tables(network), in, out);
  }

  /** The code of given tables, one or one for each channel. */
  static NodeCode unary(List<LookupTable> given, Quantisation in, Quantisation out) {
    byte[][] tables = new byte[given.size()][LookupTable.ENTRIES];
    for (int t = 0; t < tables.length; t++) {
      for (int i = 0; i < LookupTable.ENTRIES; i++) {
        byte result = given.get(t).apply((byte) Layout.value((byte) i, in));
        tables[t][i] = Layout.stored(out.value(result), out);
      }
    }
    if (tables.length == 1) {
      return (inputs, output) -> Elementwise.rescale(tables[0], inputs[0], output);
    }
    return (inputs, output) -> {
      for (int i = 0; i < output.length; i++) {
        output[i] = tables[i % tables.length][inputs[0][i] & 0xff];
      }
    };
  }

  /** All 65,536 results; who repeats values reads them where they are. */
  static NodeCode binary(Binary node, IntegerNetwork network) {
    PairRule rule = node.rule(network);
    Quantisation left = network.format(node.left());
    Quantisation right = network.format(node.right());
    Quantisation out = network.format(node.output());
    byte[] table = new byte[1 << 16];
    for (int i = 0; i < table.length; i++) {
      int a = Layout.value((byte) (i >> 8), left) - left.zeroPoint();
      int b = Layout.value((byte) i, right) - right.zeroPoint();
      table[i] = Layout.stored(rule.apply(a, b), out);
    }
    int[] lefts = places(node.leftSources(), node.left(), node.output());
    int[] rights = places(node.rightSources(), node.right(), node.output());
    return (inputs, output) -> {
      for (int i = 0; i < output.length; i++) {
        int a = inputs[0][lefts == null ? i : lefts[i]] & 0xff;
        int b = inputs[1][rights == null ? i : rights[i]] & 0xff;
        output[i] = table[a << 8 | b];
      }
    };
  }

  /** Where a tensor's values lie, by the place of the result; null where that is the same. */
  private static int[] places(int[] sources, Tensor tensor, Tensor output) {
    Shape shape = output.shape();
    int[] places = new int[sources.length];
    boolean same = true;
    for (int i = 0; i < sources.length; i++) {
      int at = Layout.position(shape, i);
      places[at] = Layout.position(tensor.shape(), sources[i]);
      same &= places[at] == at;
    }
    return same ? null : places;
  }

  static NodeCode localNormalisation(LocalNormalisation node, IntegerNetwork network) {
    LocalNormaliser rule = node.rule(network);
    Quantisation in = network.format(node.input());
    Quantisation out = network.format(node.output());
    int channels = node.input().shape().channels();
    return (inputs, output) -> {
      for (int pixel = 0; pixel < output.length; pixel += channels) {
        for (int c = 0; c < channels; c++) {
          long squares = 0;
          for (int other = node.from(c); other < node.to(c); other++) {
            int steps = Layout.value(inputs[0][pixel + other], in) - in.zeroPoint();
            squares += (long) steps * steps;
          }
          int steps = Layout.value(inputs[0][pixel + c], in) - in.zeroPoint();
          output[pixel + c] = Layout.stored(out.value(rule.apply(steps, squares)), out);
        }
      }
    };
  }

  /** Vectors along an axis; they are computed in row-major order. */
  static NodeCode vectors(VectorNode node, IntegerNetwork network) {
    Quantisation in = network.format(node.input());
    Quantisation out = network.format(node.output());
    VectorNode.Rule rule = node.rule(network);
    Rearrangement inOrder = Rearrangement.toRowMajor(node.input().shape());
    Rearrangement stored = Rearrangement.fromRowMajor(node.output().shape());
    return (inputs, output) -> {
      byte[] results = node.apply(rule, in, rowMajor(inputs[0], inOrder, in));
      stored.run(results, output, (byte) out.lowest());
    };
  }

  static NodeCode product(MatrixProduct node, IntegerNetwork network) {
    Quantisation left = network.format(node.left());
    Quantisation right = network.format(node.right());
    Quantisation out = network.format(node.output());
    Rearrangement lefts = Rearrangement.toRowMajor(node.left().shape());
    Rearrangement rights = Rearrangement.toRowMajor(node.right().shape());
    Rearrangement stored = Rearrangement.fromRowMajor(node.output().shape());
    return (inputs, output) ->
        stored.run(
            node.apply(
                network, rowMajor(inputs[0], lefts, left), rowMajor(inputs[1], rights, right)),
            output,
            (byte) out.lowest());
  }

  static NodeCode combination(LogitCombination node, IntegerNetwork network) {
    List<Rearrangement> inOrder =
        node.inputs().stream().map(input -> Rearrangement.toRowMajor(input.shape())).toList();
    Rearrangement stored = Rearrangement.fromRowMajor(node.output().shape());
    Quantisation out = network.format(node.output());
    return (inputs, output) -> {
      byte[][] logits = new byte[inputs.length][];
      for (int member = 0; member < logits.length; member++) {
        Quantisation format = network.format(node.inputs().get(member));
        logits[member] = rowMajor(inputs[member], inOrder.get(member), format);
      }
      stored.run(node.apply(network, logits), output, (byte) out.lowest());
    };
  }

  private static byte[] rowMajor(byte[] stored, Rearrangement inOrder, Quantisation format) {
    byte[] values = new byte[stored.length];
    inOrder.run(stored, values, (byte) format.lowest());
    return values;
  }

  static NodeCode constant(ConstantTensor node, IntegerNetwork network) {
    Quantisation format = network.format(node.output());
    byte[] bytes = node.quantised(format);
    byte[] stored = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      stored[Layout.position(node.output().shape(), i)] =
          Layout.stored(format.value(bytes[i]), format);
    }
    return (inputs, output) -> System.arraycopy(stored, 0, output, 0, stored.length);
  }
}
