package io.faultmesh.fast.struck;

import io.faultmesh.protection.struck.RunningSum;
import io.faultmesh.protection.struck.VotedFlips;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The struck cycles of stochastic products, by the number of the product in its layer. */
record StreamFlips(Map<Long, List<Integer>> cycles) {
  static final StreamFlips NONE = new StreamFlips(Map.of());

  /**
   * Takes all that a cursor over stream bits gives.
   *
   * @param length bits of a product's stream
   */
  static StreamFlips of(VotedFlips bits, int length) {
    Map<Long, List<Integer>> cycles = new HashMap<>();
    while (bits.advance()) {
      int cycle = (int) (bits.value() % length);
      cycles.computeIfAbsent(bits.value() / length, mac -> new ArrayList<>()).add(cycle);
    }
    return cycles.isEmpty() ? NONE : new StreamFlips(cycles);
  }

  Set<Long> macs() {
    return cycles.keySet();
  }

  /** How far the flips move a product. */
  int moved(RunningSum adder, long mac, int input, int weight) {
    int moved = 0;
    for (int cycle : cycles.getOrDefault(mac, List.of())) {
      moved += adder.step(input, weight, cycle);
    }
    return moved;
  }
}
