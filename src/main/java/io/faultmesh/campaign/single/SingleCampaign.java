package io.faultmesh.campaign.single;

import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.Workers;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.single.SingleRuns;
import io.faultmesh.fault.SingleFault;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.AcceleratorSettings;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Runs single faults on a design. A unit of work is some images with all their faults, so that the
 * tensors without faults are computed once. One fault in a hundred runs through the whole network,
 * too, and must give the same.
 */
public final class SingleCampaign {
  private static final int CHECKED = 100;
  private static final int UNITS_PER_THREAD = 4;

  private final TestImages images;
  private final AcceleratorSettings chip;
  private final int threads;
  private final KernelKind fastest;
  private final boolean exhaustive;

  /**
   * A campaign.
   *
   * @param chip whose cells may be stuck
   * @param exhaustive whether every fault runs through the whole network
   */
  public SingleCampaign(
      TestImages images,
      AcceleratorSettings chip,
      int threads,
      KernelKind fastest,
      boolean exhaustive) {
    this.images = images;
    this.chip = chip;
    this.threads = threads;
    this.fastest = fastest;
    this.exhaustive = exhaustive;
  }

  /**
   * Runs all faults.
   *
   * @param progress hears how many faults have been run since it last heard
   * @return outcomes of each fault, as masks of {@link SingleOutcome}
   */
  byte[] run(Protection design, List<SingleFault> faults, IntConsumer progress) {
    byte[] outcomes = new byte[faults.size()];
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try (SingleRuns runs = new SingleRuns(design, chip, fastest)) {
      List<Future<Integer>> pending = new ArrayList<>();
      for (int[] unit : units(faults, runs.images())) {
        pending.add(executor.submit(() -> run(runs, design, faults, unit, outcomes)));
      }
      for (Future<Integer> unit : pending) {
        progress.accept(Workers.await(unit));
      }
    } finally {
      Workers.end(executor);
    }
    return outcomes;
  }

  /**
   * What some faults took.
   *
   * @param bytes of tensors
   */
  record Tried(double cpuSeconds, long bytes) {}

  /** Runs some faults twice on this thread; the first time is slower. */
  Tried attempt(Protection design, List<SingleFault> faults) {
    byte[] outcomes = new byte[faults.size()];
    int[] all = IntStream.range(0, outcomes.length).toArray();
    try (SingleRuns runs = new SingleRuns(design, chip, fastest)) {
      run(runs, design, faults, all, outcomes);
      long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      run(runs, design, faults, all, outcomes);
      long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      return new Tried((end - begin) * 1e-9, runs.bytes());
    }
  }

  /** The numbers of faults that belong together: those of some images. */
  private List<int[]> units(List<SingleFault> faults, int most) {
    SortedMap<Integer, List<Integer>> byImage = new TreeMap<>();
    for (int i = 0; i < faults.size(); i++) {
      byImage.computeIfAbsent(faults.get(i).image(), key -> new ArrayList<>()).add(i);
    }
    int size = Math.max(1, Math.min(most, byImage.size() / (UNITS_PER_THREAD * threads)));
    List<int[]> units = new ArrayList<>();
    List<Integer> unit = new ArrayList<>();
    int held = 0;
    for (List<Integer> own : byImage.values()) {
      unit.addAll(own);
      if (++held == size) {
        units.add(unit.stream().mapToInt(i -> i).toArray());
        unit.clear();
        held = 0;
      }
    }
    if (held > 0) {
      units.add(unit.stream().mapToInt(i -> i).toArray());
    }
    return units;
  }

  private int run(
      SingleRuns runs, Protection design, List<SingleFault> faults, int[] unit, byte[] outcomes) {
    Map<Integer, byte[]> inputs = new TreeMap<>();
    List<SingleFault> own = new ArrayList<>();
    for (int number : unit) {
      SingleFault fault = faults.get(number);
      own.add(fault);
      inputs.computeIfAbsent(
          fault.image(), index -> TestImages.quantise(images.test(index), design.network(), index));
    }
    try (SingleRuns.Lane lane = runs.lane()) {
      SingleRuns.Sink sink = (number, answer) -> outcomes[unit[number]] = SingleOutcome.of(answer);
      if (exhaustive) {
        lane.runWhole(inputs, own, sink);
      } else {
        lane.run(inputs, own, sink);
        check(lane, inputs, own, unit, outcomes);
      }
    }
    return unit.length;
  }

  private static void check(
      SingleRuns.Lane lane,
      Map<Integer, byte[]> inputs,
      List<SingleFault> faults,
      int[] unit,
      byte[] outcomes) {
    int[] checked = IntStream.range(0, unit.length).filter(i -> unit[i] % CHECKED == 0).toArray();
    List<SingleFault> some = Arrays.stream(checked).mapToObj(faults::get).toList();
    if (some.isEmpty()) {
      return;
    }
    lane.runWhole(
        inputs,
        some,
        (number, answer) -> {
          if (outcomes[unit[checked[number]]] != SingleOutcome.of(answer)) {
            throw new IllegalStateException(
                some.get(number) + " gives another outcome in a run of the whole network");
          }
        });
  }
}
