package io.faultmesh.network;

import io.faultmesh.arithmetic.PairRule;
import java.util.List;

/**
 * A function of two tensors, value by value. A stride of 0 repeats a tensor's values along an axis
 * that it does not have.
 *
 * @param dims of the output, whose values lie in row-major order
 * @param leftStrides how far apart the left tensor's values lie along each of these
 * @param rightStrides the same of the right tensor
 */
public record Binary(
    String name,
    PairRule.Function function,
    Tensor left,
    Tensor right,
    Tensor output,
    List<Integer> dims,
    List<Integer> leftStrides,
    List<Integer> rightStrides,
    Clip clip)
    implements Node {
  public Binary {
    dims = List.copyOf(dims);
    leftStrides = List.copyOf(leftStrides);
    rightStrides = List.copyOf(rightStrides);
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(left, right);
  }

  @Override
  public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
    return between(newName, newInputs, newOutput, clip);
  }

  /** The same under another clip. */
  public Binary clipped(Tensor newOutput, Clip newClip) {
    return between(name, inputs(), newOutput, newClip);
  }

  private Binary between(String newName, List<Tensor> newInputs, Tensor newOutput, Clip newClip) {
    return new Binary(
        newName,
        function,
        newInputs.get(0),
        newInputs.get(1),
        newOutput,
        dims,
        leftStrides,
        rightStrides,
        newClip);
  }

  /** For every value of the output the number of the left tensor's value. */
  public int[] leftSources() {
    return Strides.places(dims, leftStrides.stream().mapToInt(Integer::intValue).toArray());
  }

  /** For every value of the output the number of the right tensor's value. */
  public int[] rightSources() {
    return Strides.places(dims, rightStrides.stream().mapToInt(Integer::intValue).toArray());
  }

  /** The rule of the tensors' formats. */
  public PairRule rule(IntegerNetwork network) {
    return PairRule.of(
        function,
        network.format(left),
        network.format(right),
        network.format(output),
        clip.low(),
        clip.high());
  }
}
