package io.faultmesh.machine.part;

import io.faultmesh.arithmetic.LocalNormaliser;
import io.faultmesh.arithmetic.LookupTable;
import io.faultmesh.arithmetic.PairRule;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.machine.fault.LayerFaults;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.network.Binary;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.LocalNormalisation;
import io.faultmesh.network.MatrixProduct;
import io.faultmesh.network.Node;
import io.faultmesh.network.NodePlace;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Softmax;
import io.faultmesh.network.Unary;
import io.faultmesh.network.VectorNode;
import java.util.ArrayList;
import java.util.List;

/** Functions of the output stage: tables, pairs of tensors, normalisation; (channel, y, x). */
final class VectorUnit {
  private VectorUnit() {}

  /** What a node makes the unit do; sums, pools and moves are the output stage's. */
  static Activity.Vectors activity(Node node) {
    long values = OutputStage.values(node);
    long results = node.output().shape().size();
    if (node instanceof Unary) {
      return new Activity.Vectors(0, values);
    } else if (node instanceof Softmax) {
      // Exponentials are looked up where they are summed and where they are divided.
      return new Activity.Vectors(values, 2 * results);
    } else if (node instanceof Binary
        || node instanceof VectorNode
        || node instanceof LocalNormalisation
        || node instanceof MatrixProduct) {
      return new Activity.Vectors(values, 0);
    }
    return Activity.Vectors.NONE;
  }

  /**
   * A function by tables.
   *
   * @param faults of the layer in front; null in front of the first one
   */
  static byte[] unary(Unary node, IntegerNetwork network, LayerFaults faults, byte[] input) {
    List<LookupTable> tables = new ArrayList<>(node.tables(network));
    if (faults != null) {
      int first = NodePlace.of(node, network.network()).first();
      for (int i = 0; i < tables.size(); i++) {
        tables.set(i, faults.table(tables.get(i), first + i));
      }
    }
    int pixels = node.input().shape().pixels();
    byte[] output = new byte[input.length];
    for (int i = 0; i < output.length; i++) {
      output[i] = tables.get(tables.size() == 1 ? 0 : i / pixels).apply(input[i]);
    }
    return output;
  }

  static byte[] binary(Binary node, IntegerNetwork network, byte[] left, byte[] right) {
    PairRule rule = node.rule(network);
    Quantisation leftFormat = network.format(node.left());
    Quantisation rightFormat = network.format(node.right());
    int[] lefts = node.leftSources();
    int[] rights = node.rightSources();
    byte[] output = new byte[lefts.length];
    for (int i = 0; i < output.length; i++) {
      int a = leftFormat.steps(left[lefts[i]]);
      int b = rightFormat.steps(right[rights[i]]);
      output[i] = (byte) rule.apply(a, b);
    }
    return output;
  }

  static byte[] localNormalisation(LocalNormalisation node, IntegerNetwork network, byte[] input) {
    LocalNormaliser rule = node.rule(network);
    Quantisation format = network.format(node.input());
    Shape shape = node.input().shape();
    byte[] output = new byte[input.length];
    for (int c = 0; c < shape.channels(); c++) {
      for (int pixel = 0; pixel < shape.pixels(); pixel++) {
        long squares = 0;
        for (int other = node.from(c); other < node.to(c); other++) {
          int steps = format.steps(input[other * shape.pixels() + pixel]);
          squares += (long) steps * steps;
        }
        int at = c * shape.pixels() + pixel;
        output[at] = rule.apply(format.steps(input[at]), squares);
      }
    }
    return output;
  }
}
