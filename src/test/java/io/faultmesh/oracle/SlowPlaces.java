package io.faultmesh.oracle;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.network.Convolution;
import io.faultmesh.protection.mechanism.Regions;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.DesignSettings.Recompute;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** On which element a neuron's products are made, and what a hardened region keeps from it. */
final class SlowPlaces {
  private final SlowDesign design;
  private final Convolution node;
  private final int layer;
  private final SlowFolds folds;

  SlowPlaces(SlowDesign design, Convolution node, int layer, SlowFolds folds) {
    this.design = design;
    this.node = node;
    this.layer = layer;
    this.folds = folds;
  }

  int element(int filter, int pixel, int tap, int pass) {
    if (pass > 0 && design.isBeside()) {
      int first = filter % node.filtersPerGroup() / design.across() * design.across();
      int filters = Math.min(design.across(), node.filtersPerGroup() - first);
      return folds.element(place(filter), pixel, tap) + pass * filters;
    }
    return folds.element(pass == 0 ? place(filter) : packed(filter, pass), pixel, tap);
  }

  /** The packed passes 1 and 2 stand side by side behind each other, group by group. */
  private int packed(int filter, int pass) {
    int perGroup = node.filtersPerGroup();
    int first = filter - filter % perGroup;
    int repeated = 0;
    int before = 0;
    for (int n = first; n < first + perGroup; n++) {
      repeated += design.repeats(layer, n) ? 1 : 0;
      before += design.repeats(layer, n) && n < filter ? 1 : 0;
    }
    return (pass - 1) * repeated + before;
  }

  /** In a fold whose filters stand in columns, those with more important neurons come first. */
  /** Where a filter stands among those of its group. */
  int place(int filter) {
    int place = filter % node.filtersPerGroup();
    Regions regions = design.regions();
    boolean stands = design.array().dataflow() != Dataflow.INPUT_STATIONARY;
    if (regions == null || regions.columns() == 0 || !stands) {
      return place;
    }
    int columns = design.across();
    int first = place / columns * columns;
    int before = 0;
    for (int other = first; other < Math.min(first + columns, node.filtersPerGroup()); other++) {
      int difference = importance(filter - place + other) - importance(filter);
      before += difference > 0 || (difference == 0 && other < place) ? 1 : 0;
    }
    return first + before;
  }

  private int importance(int filter) {
    var important = design.importance().layers().get(layer);
    if (design.settings().recompute() == Recompute.CHANNELS) {
      return important.get(filter) ? 1 : 0;
    }
    int count = 0;
    for (int pixel = 0; pixel < node.pixels(); pixel++) {
      count += important.get(filter * node.pixels() + pixel) ? 1 : 0;
    }
    return count;
  }

  private static boolean covers(Regions regions, ArraySettings array, int element, boolean rows) {
    boolean inRows = rows && element / array.columns() < regions.rows();
    return inRows || element % array.columns() < regions.columns();
  }

  /** What is left of a replica's drawn flips. */
  Map<Long, Integer> left(
      FaultSite site, int replica, int image, int attempt, Map<Long, Integer> drawn) {
    Regions regions = design.regions();
    if (regions == null
        || drawn.isEmpty()
        || (site != FaultSite.PRODUCT
            && site != FaultSite.PRODUCT_STREAM
            && site != FaultSite.PARTIAL_SUM
            && site != FaultSite.ACCUMULATOR)) {
      return drawn;
    }
    FaultPlan plan = design.plan();
    var draw = plan.draw(design.trial(), image, layer, site).ofCopy(replica).ofAttempt(attempt);
    int bits = site == FaultSite.PRODUCT_STREAM ? design.array().stream() : 1;
    int perNeuron = site == FaultSite.ACCUMULATOR ? 1 : node.windowSize() * bits;
    Map<Long, Integer> left = new HashMap<>();
    drawn.forEach(
        (value, mask) -> {
          int neuron = (int) (value / perNeuron);
          int filter = neuron / node.pixels();
          int pass = design.repeats(layer, filter) ? replica : 0;
          int tap = (int) (value % perNeuron) / bits;
          int element = element(filter, neuron % node.pixels(), tap, pass);
          boolean rows = site != FaultSite.ACCUMULATOR || folds.isOutputStationary();
          boolean inside =
              !design.isOnDppu(layer, neuron) && covers(regions, design.array(), element, rows);
          for (int bit = 0; bit < site.bitsPerValue(); bit++) {
            boolean flips = (mask >>> bit & 1) == 1;
            boolean goes =
                inside && plan.share(draw, value * site.bitsPerValue() + bit) >= regions.factor();
            if (flips && !goes) {
              left.merge(value, 1 << bit, (a, b) -> a | b);
            }
          }
        });
    return left;
  }

  /** The stuck bits of a replica that a design's array has. */
  static List<StuckBit> stuck(SlowDesign design, int replica) {
    FaultPlan plan = design.plan();
    ArraySettings array = design.array();
    Regions regions = design.regions();
    var draw = plan.draw(design.trial(), -1, 0, FaultSite.PE).ofCopy(replica);
    List<StuckBit> left = new ArrayList<>();
    int elements = array.rows() * array.columns();
    for (StuckBit bit : plan.stuck().elements(design.trial(), replica, elements)) {
      boolean inside = regions != null && covers(regions, array, bit.element(), true);
      long address = bit.element() * (long) FaultSite.PE.bitsPerValue() + bit.bit();
      if (!inside || plan.share(draw, address) < regions.factor()) {
        left.add(bit);
      }
    }
    return left;
  }
}
