package io.faultmesh.oracle;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Unary;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Int8 inference with faults, in plain loops, straight from the words of the design: the second
 * opinion on what the engines compute.
 */
public final class SlowReference {

  /**
   * What an image gave.
   *
   * @param values every tensor's int8 values in (channel, y, x) order
   * @param flips counts by site, layer and bit, and of words by outcome, where there are any
   */
  public record Result(
      Map<Tensor, byte[]> values, byte[] logits, List<int[]> sums, Map<String, Long> flips) {}

  private final IntegerNetwork network;
  private final SlowDesign design;
  private final List<SlowFolds> folds = new ArrayList<>();
  private final List<List<StuckBit>> stuck = new ArrayList<>();
  private final List<SlowRanges.Bounds> bounds;

  public SlowReference(IntegerNetwork network, SlowDesign design) {
    this.network = network;
    this.design = design;
    boolean strikes = design.plan().strikes(FaultSite.OPERAND);
    boolean permanent = design.plan().strikes(FaultSite.PE);
    for (Convolution layer : network.network().layers()) {
      folds.add(
          strikes || permanent || design.regions() != null || design.duplicate() != null
              ? new SlowFolds(design.array(), layer, design.across())
              : null);
    }
    for (int replica = 0; replica < 3; replica++) {
      stuck.add(SlowPlaces.stuck(design, replica));
    }
    bounds = design.ranges().isEmpty() ? null : SlowRanges.measure(network, design.calibration());
  }

  /** What an engine counted, as a result's counts name it. */
  public static Map<String, Long> counts(FlipTally tally, SlowDesign design, int layers) {
    Map<String, Long> counts = new TreeMap<>();
    long total = 0;
    for (FaultSite site : FaultSite.values()) {
      SlowDesign.Coder coder = design.coder(site);
      int checkBits = coder == null ? 0 : coder.code().checkBits();
      for (int layer = 0; layer < layers; layer++) {
        for (int bit = 0; bit < site.bitsPerValue(); bit++) {
          long flips = tally.flips(site, layer, bit);
          total += flips;
          counts.put(SlowFlips.key(site, layer, bit), flips);
        }
        for (int bit = 0; bit < checkBits; bit++) {
          long flips = tally.redundant(new Cells(site, coder.mechanism()), layer, bit);
          total += flips;
          counts.put(SlowFlips.checkKey(site, coder.mechanism(), layer, bit), flips);
        }
      }
    }
    total += checksums(tally, design, layers, counts);
    int bits = SlowPositions.bits(design.array());
    total += redundant(tally, new Cells(FaultSite.POSITION, "recompute"), layers, bits, counts);
    for (Cells guard : tally.guards()) {
      for (int layer = 0; layer < layers; layer++) {
        for (Outcome outcome : Outcome.values()) {
          counts.put(
              SlowFlips.outcomeKey(guard.site(), guard.kind(), layer, outcome),
              tally.words(guard, layer, outcome));
        }
      }
    }
    counts.values().removeIf(count -> count == 0);
    if (tally.total() != total) {
      throw new AssertionError(tally.total() + " flips in all, but " + total + " by cell");
    }
    return counts;
  }

  private static long checksums(
      FlipTally tally, SlowDesign design, int layers, Map<String, Long> counts) {
    long total = 0;
    for (FaultSite site : FaultSite.values()) {
      int bits = site == FaultSite.WEIGHT || site == FaultSite.DRAM ? 16 : Integer.SIZE;
      if (design.checksum() != null) {
        total += redundant(tally, new Cells(site, "checksum"), layers, bits, counts);
      }
    }
    return total;
  }

  private static long redundant(
      FlipTally tally, Cells cells, int layers, int bits, Map<String, Long> counts) {
    long total = 0;
    for (int layer = 0; layer < layers; layer++) {
      for (int bit = 0; bit < bits; bit++) {
        long flips = tally.redundant(cells, layer, bit);
        total += flips;
        counts.put(SlowFlips.checkKey(cells.site(), cells.kind(), layer, bit), flips);
      }
    }
    return total;
  }

  /** The run without faults. */
  public static Result golden(IntegerNetwork network, byte[] image) {
    return golden(network, image, (node, values) -> values);
  }

  /** The same where a node's values go on as somebody leaves them. */
  static Result golden(
      IntegerNetwork network, byte[] image, BiFunction<Node, byte[], byte[]> left) {
    return new SlowReference(network, SlowDesign.golden(network)).run(image, 0, left);
  }

  /**
   * Runs one image.
   *
   * @param index in the whole data set
   */
  public Result run(byte[] image, int index) {
    return run(image, index, (node, values) -> values);
  }

  /** The flips of the tables behind a layer, by entry. */
  private Map<Long, Integer> tables(IntegerLayer layer, SlowFlips drawn) {
    long entries = layer.tables().size() * 256L;
    Map<Long, Integer> flips = drawn.draw(FaultSite.TABLE, layer.index(), 0, entries);
    if (!design.plan().isPerTrial(FaultSite.TABLE)) {
      drawn.count(FaultSite.TABLE, layer.index(), flips, value -> 0xff);
    }
    return flips;
  }

  /** The flips of the sums behind a layer, of all additions up to the member's next layer. */
  private Map<Long, Integer> added(IntegerLayer layer, SlowFlips drawn) {
    Map<Long, Integer> flips = drawn.draw(FaultSite.SUM, layer.index(), 0, layer.added());
    drawn.count(FaultSite.SUM, layer.index(), flips, value -> 0xff);
    return flips;
  }

  private Result run(byte[] image, int index, BiFunction<Node, byte[], byte[]> left) {
    Map<Tensor, byte[]> values = new HashMap<>();
    values.put(network.network().input(), image);
    SlowFlips flips = new SlowFlips(design.plan(), design.trial(), index);
    List<int[]> sums = new ArrayList<>();
    Map<Long, Integer> tables = Map.of();
    Map<Long, Integer> added = Map.of();
    int table = 0;
    long sum = 0;
    for (Node node : network.network().nodes()) {
      byte[] output;
      if (node instanceof Convolution) {
        IntegerLayer layer = network.layers().get(sums.size());
        SlowLayer slow =
            new SlowLayer(
                layer,
                design,
                index,
                folds.get(sums.size()),
                stuck,
                flips,
                bounds == null ? null : bounds.get(sums.size()),
                values.get(layer.node().input()));
        output = slow.results();
        sums.add(slow.sums());
        tables = tables(layer, flips);
        added = added(layer, flips);
        table = 0;
        sum = 0;
      } else {
        output = new SlowNodes(network, values, tables, table).run(node);
        table += node instanceof Unary unary ? unary.functions().size() : 0;
        for (int i = 0; node instanceof Node.Addition && i < output.length; i++) {
          output[i] ^= added.getOrDefault(sum++, 0).byteValue();
        }
      }
      values.put(node.output(), left.apply(node, output));
    }
    return new Result(values, values.get(network.network().output()), sums, flips.counts());
  }
}
