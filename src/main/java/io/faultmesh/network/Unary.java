package io.faultmesh.network;

import io.faultmesh.arithmetic.LookupTable;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.UnaryFunction;
import java.util.List;

/**
 * A function of every value by itself.
 *
 * @param functions one for all channels, or one for each
 */
public record Unary(String name, Tensor input, Tensor output, List<UnaryFunction> functions)
    implements Node {
  public Unary {
    functions = List.copyOf(functions);
    if (functions.size() != 1 && functions.size() != input.shape().channels()) {
      throw new IllegalArgumentException(
          functions.size() + " functions for " + input.shape().channels() + " channels");
    }
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(input);
  }

  @Override
  public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
    return new Unary(newName, newInputs.get(0), newOutput, functions);
  }

  /** The functions' tables. */
  public List<LookupTable> tables(IntegerNetwork network) {
    return tables(network.format(input), network.format(output));
  }

  public List<LookupTable> tables(Quantisation in, Quantisation out) {
    return functions.stream().map(function -> LookupTable.of(function, in, out)).toList();
  }
}
