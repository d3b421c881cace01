package io.faultmesh.oracle;

import io.faultmesh.network.Convolution;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which neurons the dot-product unit computes, by its table of numbers, some of which are struck.
 */
final class SlowPositions {
  private final SlowDesign design;
  private final Convolution node;
  private final int index;
  private final SlowPlaces places;

  SlowPositions(SlowDesign design, Convolution node, int index, SlowPlaces places) {
    this.design = design;
    this.node = node;
    this.index = index;
    this.places = places;
  }

  /** Bits that number an array's elements. */
  static int bits(ArraySettings array) {
    int bits = 0;
    while (1 << bits < array.rows() * array.columns()) {
      bits++;
    }
    return bits;
  }

  /** What the table names while an image passes. */
  Set<Integer> read(SlowFlips drawn) {
    List<Integer> written = new ArrayList<>();
    for (int neuron = 0; neuron < node.neurons(); neuron++) {
      if (design.isOnDppu(index, neuron)) {
        written.add(neuron);
      }
    }
    int bits = bits(design.array());
    Map<Long, Integer> flips =
        written.isEmpty() || bits == 0
            ? Map.of()
            : drawn.words(FaultSite.POSITION, index, "recompute", 0, written.size(), bits);
    Set<Integer> read = new TreeSet<>();
    for (int entry = 0; entry < written.size(); entry++) {
      int neuron = written.get(entry);
      Integer mask = flips.get((long) entry);
      if (mask == null) {
        read.add(neuron);
      } else {
        find(window(neuron), number(neuron) ^ mask, read);
      }
    }
    return read;
  }

  private void find(List<Integer> window, int number, Set<Integer> into) {
    for (int other = 0; other < node.neurons(); other++) {
      if (number(other) == number && window(other).equals(window)) {
        into.add(other);
      }
    }
  }

  /**
   * The column that a neuron leaves by, and its row, or its place among as many as there are rows.
   */
  private int number(int neuron) {
    ArraySettings array = design.array();
    int place = places.place(neuron / node.pixels());
    int pixel = neuron % node.pixels();
    return array.dataflow() == Dataflow.INPUT_STATIONARY
        ? place % array.rows() * array.columns() + pixel % array.columns()
        : pixel % array.rows() * array.columns() + place % array.columns();
  }

  /** The same for all neurons that numbers tell apart. */
  private List<Integer> window(int neuron) {
    ArraySettings array = design.array();
    int filter = neuron / node.pixels();
    int place = places.place(filter);
    int pixel = neuron % node.pixels();
    int group = filter / node.filtersPerGroup();
    return array.dataflow() == Dataflow.INPUT_STATIONARY
        ? List.of(group, place / array.rows(), pixel / array.columns())
        : List.of(group, place / array.columns(), pixel / array.rows());
  }
}
