package io.faultmesh.oracle;

import io.faultmesh.scenario.FaultSite;
import java.util.function.Supplier;

/**
 * A layer's operands on their way to the array.
 *
 * @param folds null where nothing strikes there
 * @param copies of the turn that is computed
 */
record SlowOperands(SlowStored stored, SlowFolds folds, Supplier<SlowCopies> copies)
    implements SlowChecksum.Operands {
  @Override
  public int input(int filter, int pixel, int tap) {
    return stored.input(filter, pixel, tap);
  }

  @Override
  public int soundWeight(int filter, int tap) {
    return stored.soundWeight(filter, tap);
  }

  @Override
  public int streamedInput(int filter, int pixel, int tap) {
    int x = input(filter, pixel, tap);
    return folds == null ? x : stored.input(x ^ flip(folds.inputOperand(filter, pixel, tap)));
  }

  @Override
  public int streamedWeight(int filter, int pixel, int tap) {
    int w = stored.weight(filter, tap);
    return folds == null ? w : (byte) (w ^ flip(folds.weightOperand(filter, pixel, tap)));
  }

  @Override
  public int bias(int neuron) {
    return stored.bias(neuron);
  }

  private int flip(long operand) {
    return copies.get().flip(FaultSite.OPERAND, 0, operand);
  }
}
