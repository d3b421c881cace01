package io.faultmesh.fast.struck;

import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.mapping.Operand;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.struck.VotedFlips;
import java.util.ArrayList;
import java.util.Collections;
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

  /** The struck operands, ascending. */
  List<Operand> all() {
    return Collections.unmodifiableList(operands);
  }

  /** The flipped bits of an operand, by its number in the layer. */
  int mask(long number) {
    return byNumber.isEmpty() ? 0 : byNumber.getOrDefault(number, 0);
  }

  /** Corrects the sums of all processing elements that a struck stream passes. */
  void correct(LayerImage image, LayerProtection protection, Sums sums) {
    int from = 0;
    while (from < operands.size()) {
      int to = from;
      while (to < operands.size()
          && operands.get(to).fold().index() == operands.get(from).fold().index()) {
        to++;
      }
      for (int i = from; i < to; i++) {
        spread(image, protection, i, sums);
        for (int j = i + 1; j < to; j++) {
          cross(image, protection, i, j, sums);
        }
      }
      from = to;
    }
  }

  private void spread(LayerImage image, LayerProtection protection, int index, Sums sums) {
    Operand operand = operands.get(index);
    Fold fold = operand.fold();
    int difference = difference(image, index);
    if (operand.isInput()) {
      for (int n = fold.firstFilter(); n < fold.firstFilter() + fold.filters(); n++) {
        int change = difference * image.weight(n, operand.tap());
        add(image, protection, n, operand.pixel(), change, sums);
      }
    } else {
      for (int m = fold.firstPixel(); m < fold.firstPixel() + fold.pixels(); m++) {
        int change = difference * image.inputValue(operand.filter(), m, operand.tap());
        add(image, protection, operand.filter(), m, change, sums);
      }
    }
  }

  /** Where a struck input meets a struck weight, the product of both changes is missing yet. */
  private void cross(LayerImage image, LayerProtection protection, int i, int j, Sums sums) {
    Operand a = operands.get(i);
    Operand b = operands.get(j);
    if (a.isInput() != b.isInput() && a.tap() == b.tap()) {
      int filter = a.isInput() ? b.filter() : a.filter();
      int pixel = a.isInput() ? a.pixel() : b.pixel();
      int change = difference(image, i) * difference(image, j);
      add(image, protection, filter, pixel, change, sums);
    }
  }

  private int difference(LayerImage image, int index) {
    Operand operand = operands.get(index);
    if (!operand.isInput()) {
      int weight = image.weight(operand.filter(), operand.tap());
      return (byte) (weight ^ masks.get(index)) - weight;
    }
    int value = image.inputValue(operand.fold().firstFilter(), operand.pixel(), operand.tap());
    return image.layer().input().value((byte) (value ^ masks.get(index))) - value;
  }

  private static void add(
      LayerImage image, LayerProtection protection, int filter, int pixel, int change, Sums sums) {
    if (protection.seesOperandFlips(filter * image.node().pixels() + pixel)) {
      int place = image.place(filter, pixel);
      sums.set(place, sums.get(place) + change);
    }
  }
}
