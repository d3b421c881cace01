package io.faultmesh.fast.node;

import io.faultmesh.arithmetic.LookupTable;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.network.Binary;
import io.faultmesh.network.ConstantTensor;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.LocalNormalisation;
import io.faultmesh.network.LogitCombination;
import io.faultmesh.network.MatrixProduct;
import io.faultmesh.network.Node;
import io.faultmesh.network.Selection;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Unary;
import io.faultmesh.network.VectorNode;
import java.util.ArrayList;
import java.util.List;

/** What a node that is neither struck nor a sum does to one image. */
public interface NodeCode {

  /** Computes the output, {@code [y][x][channel]}, from the inputs. */
  void run(byte[][] inputs, byte[] output);

  /** The code of a function whose tables are these. */
  static NodeCode ofTables(Unary node, List<LookupTable> tables, IntegerNetwork network) {
    return Functions.unary(tables, network.format(node.input()), network.format(node.output()));
  }

  /** A node's code, its tables made. */
  static NodeCode of(Node node, IntegerNetwork network) {
    if (node instanceof Unary unary) {
      return Functions.unary(unary, network);
    } else if (node instanceof Binary binary) {
      return Functions.binary(binary, network);
    } else if (node instanceof LocalNormalisation normalisation) {
      return Functions.localNormalisation(normalisation, network);
    } else if (node instanceof LogitCombination combination) {
      return Functions.combination(combination, network);
    } else if (node instanceof ConstantTensor constant) {
      return Functions.constant(constant, network);
    }
    if (node instanceof VectorNode vectors) {
      return Functions.vectors(vectors, network);
    } else if (node instanceof MatrixProduct product) {
      return Functions.product(product, network);
    } else if (node instanceof Node.OperandPair pair) {
      return (inputs, output) -> Moves.pair(network.format(pair.first()), inputs, output);
    } else if (node instanceof Selection selection) {
      int[] sources = selection.sources();
      return moved(Moves.of(i -> sources[i], selection.input(), selection.output()));
    }
    Tensor first = node.inputs().get(0);
    Quantisation in = network.format(first);
    Quantisation out = network.format(node.output());
    if (node instanceof Node.MaxPool pool) {
      return (inputs, output) -> Pools.max(pool, inputs[0], output);
    } else if (node instanceof Node.AveragePool pool) {
      Requantiser mean = network.means().get(pool);
      return (inputs, output) -> Pools.average(pool, mean, in, out, inputs[0], output);
    } else if (node instanceof Node.Rescale) {
      byte[] table = Elementwise.rescaleTable(network.rescalers().get(node).get(0), in, out);
      return (inputs, output) -> Elementwise.rescale(table, inputs[0], output);
    } else if (node instanceof Node.Concatenation concatenation) {
      List<byte[]> tables = new ArrayList<>();
      for (int i = 0; i < node.inputs().size(); i++) {
        Quantisation format = network.format(node.inputs().get(i));
        tables.add(Elementwise.rescaleTable(network.rescalers().get(node).get(i), format, out));
      }
      return (inputs, output) -> Elementwise.concatenate(concatenation, tables, inputs, output);
    } else if (node instanceof Node.Slice slice) {
      return (inputs, output) -> Moves.slice(slice, inputs[0], output);
    } else if (node instanceof Node.Padding padding) {
      byte zero = Layout.stored(in.zeroPoint(), in);
      return (inputs, output) -> Moves.pad(padding, zero, inputs[0], output);
    } else if (node instanceof Node.Reshape reshape) {
      return moved(Moves.of(i -> i, reshape.input(), reshape.output()));
    } else if (node instanceof Node.Transpose transpose) {
      int[] sources = transpose.sources();
      return moved(Moves.of(i -> sources[i], transpose.input(), transpose.output()));
    }
    throw new IllegalStateException("no code for " + node);
  }

  private static NodeCode moved(Rearrangement move) {
    return (inputs, output) -> move.run(inputs[0], output);
  }
}
