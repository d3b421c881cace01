package io.faultmesh.fast;

import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.mapping.Operand;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.VotedFlips;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The operands of a layer that are struck on their way to the array. */
final class OperandFlips {
  private final Map<Long, Integer> byNumber = new HashMap<>();
  private final List<Operand> operands = new ArrayList<>();
  private final List<Integer> masks = new ArrayList<>();

  private OperandFlips() {}

  OperandFlips(VotedFlips source, LayerMapping mapping) {
    while (source.advance()) {
      byNumber.put(source.value(), source.afterVote());
      operands.add(mapping.operand(source.value()));
      masks.add(source.afterVote());
    }
  }

  static OperandFlips none() {
    return new OperandFlips();
  }

  boolean isEmpty() {
    return operands.isEmpty();
  }

  /** The flipped bits of an operand, by its number in the layer. */
  int mask(long number) {
    return byNumber.isEmpty() ? 0 : byNumber.getOrDefault(number, 0);
  }

  /** Corrects the sums of all processing elements that a struck stream passes. */
  void correct(LayerImage image, LayerProtection protection, int[] sums, int offset) {
    int from = 0;
    while (from < operands.size()) {
      int to = from;
      while (to < operands.size()
          && operands.get(to).fold().index() == operands.get(from).fold().index()) {
        to++;
      }
      for (int i = from; i < to; i++) {
        spread(image, protection, i, sums, offset);
        for (int j = i + 1; j < to; j++) {
          cross(image, protection, i, j, sums, offset);
        }
      }
      from = to;
    }
  }

  private void spread(
      LayerImage image, LayerProtection protection, int index, int[] sums, int offset) {
    Operand operand = operands.get(index);
    Fold fold = operand.fold();
    int difference = difference(image, index);
    if (operand.isInput()) {
      for (int n = fold.firstFilter(); n < fold.firstFilter() + fold.filters(); n++) {
        int change = difference * image.weight(n, operand.tap());
        add(image, protection, n, operand.pixel(), change, sums, offset);
      }
    } else {
      for (int m = fold.firstPixel(); m < fold.firstPixel() + fold.pixels(); m++) {
        int change = difference * image.inputValue(operand.filter(), m, operand.tap());
        add(image, protection, operand.filter(), m, change, sums, offset);
      }
    }
  }

  /** Where a struck input meets a struck weight, the product of both changes is missing yet. */
  private void cross(
      LayerImage image, LayerProtection protection, int i, int j, int[] sums, int offset) {
    Operand a = operands.get(i);
    Operand b = operands.get(j);
    if (a.isInput() != b.isInput() && a.tap() == b.tap()) {
      int filter = a.isInput() ? b.filter() : a.filter();
      int pixel = a.isInput() ? a.pixel() : b.pixel();
      int change = difference(image, i) * difference(image, j);
      add(image, protection, filter, pixel, change, sums, offset);
    }
  }

  private int difference(LayerImage image, int index) {
    Operand operand = operands.get(index);
    int value =
        operand.isInput()
            ? image.inputValue(operand.fold().firstFilter(), operand.pixel(), operand.tap())
            : image.weight(operand.filter(), operand.tap());
    return (byte) (value ^ masks.get(index)) - value;
  }

  private static void add(
      LayerImage image,
      LayerProtection protection,
      int filter,
      int pixel,
      int change,
      int[] sums,
      int offset) {
    if (protection.seesOperandFlips(filter * image.node().pixels() + pixel)) {
      sums[offset + image.place(filter, pixel)] += change;
    }
  }
}
