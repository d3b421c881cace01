package io.faultmesh.campaign.single;

import io.faultmesh.campaign.SingleEffort;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.FastEngine;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.single.SingleRuns;
import io.faultmesh.fault.SingleFault;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.AcceleratorSettings;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/**
 * Runs single faults on designs; threads share it. The tensors of an image without faults are
 * computed once for all faults that meet it. One fault in a hundred runs through the whole network,
 * too, and must give the same.
 */
final class SingleCampaign implements AutoCloseable {
  private static final int CHECKED = 100;
  private static final double NANOS = 1e9;

  private final TestImages images;
  private final AcceleratorSettings chip;
  private final KernelKind fastest;
  private final boolean exhaustive;
  private final Map<IntegerNetwork, FastEngine> engines = new HashMap<>();

  /** Memory of engines that no thread uses just now: to make it anew would cost milliseconds. */
  private final Map<IntegerNetwork, Deque<FastEngine.Lane>> idle = new HashMap<>();

  private final IdentityHashMap<Protection, SingleRuns> runs = new IdentityHashMap<>();
  private final LongAdder inferences = new LongAdder();
  private final LongAdder withoutRunning = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  /**
   * A campaign.
   *
   * @param chip whose cells may be stuck
   * @param exhaustive whether every fault runs through the whole network
   */
  SingleCampaign(
      TestImages images, AcceleratorSettings chip, KernelKind fastest, boolean exhaustive) {
    this.images = images;
    this.chip = chip;
    this.fastest = fastest;
    this.exhaustive = exhaustive;
  }

  private FastEngine engine(Protection design) {
    return engines.computeIfAbsent(design.network(), network -> new FastEngine(network, fastest));
  }

  private synchronized SingleRuns runs(Protection design) {
    FastEngine engine = engine(design);
    return runs.computeIfAbsent(design, own -> new SingleRuns(own, chip, engine));
  }

  private synchronized FastEngine.Lane take(Protection design) {
    FastEngine.Lane memory = idle(design).poll();
    return memory == null ? SingleRuns.memory(engine(design)) : memory;
  }

  private synchronized void give(Protection design, FastEngine.Lane memory) {
    idle(design).push(memory);
  }

  private Deque<FastEngine.Lane> idle(Protection design) {
    return idle.computeIfAbsent(design.network(), network -> new ArrayDeque<>());
  }

  /**
   * Runs faults on this thread.
   *
   * @param faults in the order of their images
   * @param told hears of faults when they are done
   * @return outcomes of each fault, as masks of {@link SingleOutcome}
   */
  byte[] run(Protection design, List<SingleFault> faults, LongConsumer told) {
    byte[] outcomes = new byte[faults.size()];
    long begin = cpuNanos();
    SingleRuns runs = runs(design);
    FastEngine.Lane memory = take(design);
    try {
      SingleRuns.Lane lane = runs.lane(memory);
      int first = 0;
      while (first < faults.size()) {
        Map<Integer, byte[]> inputs = new TreeMap<>();
        int end = first;
        while (end < faults.size()
            && (inputs.containsKey(faults.get(end).image()) || inputs.size() < runs.images())) {
          inputs.computeIfAbsent(
              faults.get(end).image(),
              index -> TestImages.quantise(images.test(index), design.network(), index));
          end++;
        }
        run(lane, inputs, faults.subList(first, end), first, outcomes);
        told.accept(end - first);
        first = end;
      }
    } finally {
      give(design, memory);
    }
    inferences.add(faults.size());
    nanos.add(cpuNanos() - begin);
    return outcomes;
  }

  private void run(
      SingleRuns.Lane lane,
      Map<Integer, byte[]> inputs,
      List<SingleFault> faults,
      int first,
      byte[] outcomes) {
    SingleRuns.Sink sink =
        (number, answer) -> {
          byte outcome = SingleOutcome.of(answer);
          outcomes[first + number] = outcome;
          // Behind the last layer nothing runs, and yet its flips change answers.
          withoutRunning.add(!answer.ran() && SingleOutcome.MASKED.isIn(outcome) ? 1 : 0);
        };
    if (exhaustive) {
      lane.runWhole(inputs, faults, sink);
      return;
    }
    lane.run(inputs, faults, sink);
    List<SingleFault> checked = new ArrayList<>();
    for (int i = 0; i < faults.size(); i += CHECKED) {
      checked.add(faults.get(i));
    }
    lane.runWhole(
        inputs,
        checked,
        (number, answer) -> {
          if (outcomes[first + number * CHECKED] != SingleOutcome.of(answer)) {
            throw new IllegalStateException(
                checked.get(number) + " gives another outcome in a run of the whole network");
          }
        });
  }

  /**
   * What some faults took.
   *
   * @param bytes of tensors
   */
  record Tried(double cpuSeconds, long bytes) {}

  /** Runs some faults twice on this thread; the first time is slower. */
  Tried attempt(Protection design, List<SingleFault> faults) {
    run(design, faults, done -> {});
    long begin = cpuNanos();
    run(design, faults, done -> {});
    return new Tried((cpuNanos() - begin) / NANOS, runs(design).bytes());
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** What all runs took until now. */
  SingleEffort effort() {
    return new SingleEffort(inferences.sum(), withoutRunning.sum(), nanos.sum() / NANOS);
  }

  /** When no thread runs faults any more. */
  @Override
  public synchronized void close() {
    idle.values().forEach(own -> own.forEach(FastEngine.Lane::close));
    engines.values().forEach(FastEngine::close);
  }
}
