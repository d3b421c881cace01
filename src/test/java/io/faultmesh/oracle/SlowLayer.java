package io.faultmesh.oracle;

import io.faultmesh.fault.Outcome;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.Reaction;
import io.faultmesh.protection.mechanism.Duplicate;
import io.faultmesh.scenario.FaultSite;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One struck layer, for one image, neuron by neuron and product by product. */
final class SlowLayer {
  private static final int ALL = -1;

  private final IntegerLayer layer;
  private final Convolution node;
  private final int index;
  private final SlowDesign design;
  private final SlowFolds folds;
  private final List<List<StuckBit>> stuck;
  private final SlowFlips drawn;
  private final SlowMemory memory;
  private final SlowStored stored;
  private final SlowRanges ranges;
  private final int[] sums;
  private final SlowPlaces places;
  private final Set<Integer> onUnit;
  private final int image;
  private final SlowTiming timing;
  private final SlowChecksum checksum;

  /** Of the turn that is computed. */
  private SlowCopies copies;

  /** The tiles in which two passes differ. */
  private final Set<List<Integer>> differing = new HashSet<>();

  SlowLayer(
      IntegerLayer layer,
      SlowDesign design,
      int image,
      SlowFolds folds,
      List<List<StuckBit>> stuck,
      SlowFlips drawn,
      SlowRanges.Bounds bounds,
      byte[] input) {
    this.layer = layer;
    this.node = layer.node();
    this.index = layer.index();
    this.design = design;
    this.folds = folds;
    this.stuck = stuck;
    this.drawn = drawn;
    this.memory = new SlowMemory(design, drawn, index);
    this.ranges = new SlowRanges(design, drawn, layer, bounds);
    this.sums = new int[node.neurons()];
    this.stored = new SlowStored(layer, design, drawn, memory, input);
    this.image = image;
    this.timing = new SlowTiming(design, node, index, drawn);
    this.places = new SlowPlaces(design, node, index, folds);
    this.onUnit = new SlowPositions(design, node, index, places).read(drawn);
    this.copies = new SlowCopies(layer, design, folds, places, image, drawn);
    this.checksum =
        design.checksum() == null
            ? null
            : new SlowChecksum(layer, design, drawn, new SlowOperands(stored, folds, () -> copies));
  }

  private int channel(int neuron) {
    return neuron / node.pixels();
  }

  /** The finished sums of pass 0, without bias. */
  int[] sums() {
    return sums;
  }

  /** The results as they are read: passes are voted before a range looks at what is left. */
  byte[] results() {
    int[] finished = new int[node.neurons()];
    for (int neuron = 0; neuron < finished.length; neuron++) {
      finished[neuron] = finished(neuron, 0);
    }
    List<Map<Long, Integer>> flips = copies.replicas(FaultSite.ACTIVATION);
    if (checksum != null) {
      flips = checked(finished, flips);
    }
    byte[] written = new byte[node.neurons()];
    for (int neuron = 0; neuron < written.length; neuron++) {
      written[neuron] = (byte) stored.requantised(neuron, finished[neuron]);
    }
    byte[] results =
        memory.readResults(
            written,
            neuron -> copies.mask(FaultSite.ACTIVATION, neuron),
            flips,
            layer.output().zeroPoint());
    for (int neuron = 0; neuron < results.length; neuron++) {
      if (design.repeats(index, channel(neuron))) {
        results[neuron] = (byte) repeatedVote(neuron, results[neuron]);
      }
    }
    repeat(results);
    for (int neuron = 0; neuron < results.length; neuron++) {
      if (ranges.lookAt(FaultSite.ACTIVATION)) {
        int value = SlowNodes.decoded(layer.output(), results[neuron]);
        int expected = SlowNodes.decoded(layer.output(), (byte) expectedResult(neuron));
        results[neuron] =
            (byte) ranges.judge(FaultSite.ACTIVATION, channel(neuron), value, expected);
      }
    }
    return results;
  }

  /** Checks sums, again and again those of refused tiles; gives the flips of what is stored. */
  private List<Map<Long, Integer>> checked(int[] finished, List<Map<Long, Integer>> first) {
    List<Map<Long, Integer>> flips = first;
    SlowCopies once = copies;
    boolean inWords =
        design.coder(FaultSite.ACTIVATION) != null
            || design.plan().stuck().strikesBuffer(FaultSite.ACTIVATION);
    List<Integer> again = checksum.check(finished, checksum.all(), 0);
    for (int attempt = 1; !again.isEmpty(); attempt++) {
      List<Integer> tiles = again;
      stored.readAgain(checksum.readAgain(attempt), attempt);
      copies = new SlowCopies(layer, design, folds, places, image, drawn, attempt);
      for (int neuron = 0; neuron < finished.length; neuron++) {
        if (checksum.has(tiles, neuron)) {
          finished[neuron] = finished(neuron, 0);
        }
      }
      again = checksum.check(finished, tiles, attempt);
      if (!inWords) {
        Map<Long, Integer> merged = new TreeMap<>(flips.get(0));
        merged.keySet().removeIf(neuron -> checksum.has(tiles, neuron.intValue()));
        copies
            .replicas(FaultSite.ACTIVATION)
            .get(0)
            .forEach(
                (neuron, mask) -> {
                  if (checksum.has(tiles, neuron.intValue())) {
                    merged.put(neuron, mask);
                  }
                });
        flips = List.of(merged, Map.of(), Map.of());
      }
    }
    copies = once;
    return flips;
  }

  /** Computes again what two passes tell apart, with all that the same folds make. */
  private void repeat(byte[] results) {
    Duplicate duplicate = design.duplicate();
    if (duplicate == null || duplicate.detected() != Reaction.REPEAT) {
      return;
    }
    SlowCopies once = copies;
    for (int turn = 1; turn <= duplicate.attempts() && !differing.isEmpty(); turn++) {
      Set<List<Integer>> tiles = Set.copyOf(differing);
      differing.clear();
      copies = new SlowCopies(layer, design, folds, places, image, drawn, turn);
      for (int neuron = 0; neuron < results.length; neuron++) {
        if (tiles.contains(folds.tile(channel(neuron), neuron % node.pixels()))) {
          int first = result(neuron, 0) ^ copies.flip(FaultSite.ACTIVATION, 0, neuron);
          results[neuron] = (byte) repeatedVote(neuron, (byte) first);
        }
      }
    }
    copies = once;
  }

  private int repeatedVote(int neuron, int first) {
    int count = design.passes();
    int[] passes = {first, first, first};
    for (int pass = 1; pass < count; pass++) {
      passes[pass] =
          (byte) (result(neuron, pass) ^ copies.flip(FaultSite.ACTIVATION, pass, neuron));
    }
    if (count == 2) {
      if (passes[0] != passes[1]) {
        differing.add(folds.tile(channel(neuron), neuron % node.pixels()));
        boolean right = passes[0] == (byte) expectedResult(neuron);
        Outcome outcome = right ? Outcome.FALSE_ALARM : Outcome.DETECTED;
        drawn.count(FaultSite.ACTIVATION, "duplicate", index, outcome);
      }
      return first;
    }
    // Three passes that agree are not looked into.
    if (passes[0] != passes[1] || passes[0] != passes[2]) {
      Outcome outcome = SlowMemory.voted((byte) expectedResult(neuron), passes, 0xff);
      drawn.count(FaultSite.ACTIVATION, "repeat", index, outcome);
    }
    return SlowMemory.majority(passes[0], passes[1], passes[2]);
  }

  /** The result before it is stored. */
  private int result(int neuron, int pass) {
    return stored.requantised(neuron, finished(neuron, pass));
  }

  /** The sum before it becomes a result. */
  private int finished(int neuron, int pass) {
    int sum = sum(neuron, pass);
    if (pass == 0) {
      sums[neuron] = sum;
    }
    int finished = copies.voted(FaultSite.ACCUMULATOR, neuron, pass, sum + stored.bias(neuron));
    if (ranges.lookAt(FaultSite.ACCUMULATOR)) {
      int expected = expectedSum(neuron);
      finished = ranges.judge(FaultSite.ACCUMULATOR, channel(neuron), finished, expected);
    }
    return finished;
  }

  /** What the stored operands give where nothing inside the array is wrong. */
  private int expectedSum(int neuron) {
    int sum = stored.bias(neuron);
    for (int tap = 0; tap < node.windowSize(); tap++) {
      int weight = stored.weight(channel(neuron), tap);
      sum += stored.input(channel(neuron), neuron % node.pixels(), tap) * weight;
    }
    return sum;
  }

  private int expectedResult(int neuron) {
    return stored.requantised(neuron, expectedSum(neuron));
  }

  private int sum(int neuron, int pass) {
    int filter = channel(neuron);
    int pixel = neuron % node.pixels();
    boolean onArray = !onUnit.contains(neuron);
    boolean permanent = onArray && !stuck.stream().allMatch(List::isEmpty);
    boolean seesOperandFlips = folds != null && (onArray || design.dppu().reuse());
    int sum = 0;
    if (permanent && folds.isOutputStationary()) {
      sum =
          write(
              FaultSite.PARTIAL_SUM, ALL, neuron, pass, 0, places.element(filter, pixel, 0, pass));
    }
    for (int tap = 0; tap < node.windowSize(); tap++) {
      int x = stored.input(filter, pixel, tap);
      int w = stored.weight(filter, tap);
      if (seesOperandFlips) {
        x =
            stored.input(
                x ^ copies.flip(FaultSite.OPERAND, pass, folds.inputOperand(filter, pixel, tap)));
        w =
            (byte)
                (w ^ copies.flip(FaultSite.OPERAND, pass, folds.weightOperand(filter, pixel, tap)));
      }
      int element = ALL;
      if (permanent) {
        element = places.element(filter, pixel, tap, pass);
        x = stored.input(SlowFlips.force(stuck.get(0), element, 0, 8, x));
        w = (byte) SlowFlips.force(stuck.get(0), element, 8, 8, w);
      }
      long mac = (long) neuron * node.windowSize() + tap;
      int raw = onArray ? product(x, w, mac, pass) : x * w;
      int product = (short) write(FaultSite.PRODUCT, mac, neuron, pass, raw, element);
      int next = onArray ? timing.next(sum, product, tap) : sum + product;
      sum = write(FaultSite.PARTIAL_SUM, mac, neuron, pass, next, element);
    }
    return sum;
  }

  private int product(int x, int w, long mac, int pass) {
    Integer length = design.array().stream();
    FaultSite site = FaultSite.PRODUCT_STREAM;
    return length == null
        ? x * w
        : SlowStreams.product(x, w, length, at -> copies.flip(site, pass, mac * length + at) != 0);
  }

  /** Writes a product or accumulator register: flips, then stuck bits, then the vote. */
  private int write(FaultSite site, long mac, int neuron, int pass, int value, int element) {
    int firstBit = site == FaultSite.PRODUCT ? 16 : 32;
    int[] written = new int[3];
    for (int r = 0; r < 3; r++) {
      int replica = pass > 0 ? pass : r;
      written[r] = mac == ALL ? value : value ^ copies.flip(site, replica, mac);
      // Every pass of a repeated channel runs on the same registers.
      List<StuckBit> own = stuck.get(pass > 0 ? 0 : r);
      if (element != ALL) {
        written[r] = SlowFlips.force(own, element, firstBit, site.bitsPerValue(), written[r]);
      }
    }
    boolean repeats = design.repeats(index, channel(neuron));
    return repeats ? written[0] : SlowCopies.vote(written, copies.mask(site, neuron));
  }
}
