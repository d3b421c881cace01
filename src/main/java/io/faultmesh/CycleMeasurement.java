package io.faultmesh;

import io.faultmesh.dataset.TestImages;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.Message.ImageResult;
import io.faultmesh.machine.Message.Latency;
import io.faultmesh.machine.Witness;
import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.machine.actor.ActorMachine.Job;
import io.faultmesh.measure.FoldOverhead;
import io.faultmesh.protection.Protection;
import io.faultmesh.report.DesignCycles;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.trace.Scope;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Runs test images on the machine of each design. Without faults: a flip changes values, and the
 * machine's times do not depend on values. So one run serves every bit error rate.
 */
final class CycleMeasurement {
  private static final int DIGITS = 3;

  /** The times of one design. */
  private static final class Clock {
    private final Protection design;
    private final Map<Latency, Histogram> latencies = new EnumMap<>(Latency.class);
    private final boolean isTold;
    private ImageResult first;

    private Clock(Protection design, boolean isTold) {
      this.design = design;
      this.isTold = isTold;
      for (Latency kind : Latency.values()) {
        latencies.put(kind, new Histogram(DIGITS));
      }
    }

    private void add(ImageResult result) {
      latencies.forEach((kind, all) -> all.add(result.latencies().histograms().get(kind)));
      if (first == null) {
        first = result;
      } else if (!first.layers().equals(result.layers())) {
        throw new IllegalStateException(design.name() + ": cycles differ between images");
      }
    }
  }

  private final AcceleratorSettings accelerator;
  private final TestImages images;
  private final int count;
  private final RunTrace trace;

  /**
   * A measurement on the first test images.
   *
   * @param count how many, or all there are
   * @param trace takes what happens on the designs' machines
   */
  CycleMeasurement(AcceleratorSettings accelerator, TestImages images, int count, RunTrace trace) {
    this.accelerator = accelerator;
    this.images = images;
    this.count = Math.min(count, images.count());
    this.trace = trace;
  }

  /**
   * Runs all designs; the results are in their order.
   *
   * @param base what overheads refer to, whether or not it is among the designs
   */
  List<DesignCycles> run(Protection base, List<Protection> designs, ActorMachine actors) {
    List<Clock> clocks = new ArrayList<>();
    designs.forEach(design -> clocks.add(new Clock(design, true)));
    Clock reference =
        clocks.stream()
            .filter(clock -> clock.design.settings().equals(base.settings()))
            .findFirst()
            .orElseGet(() -> new Clock(base, false));
    Stream<Clock> all = Stream.concat(clocks.stream(), Stream.of(reference)).distinct();
    actors.runInOrder(all.flatMap(this::jobs).iterator());
    return clocks.stream().map(clock -> result(clock, reference)).toList();
  }

  private Stream<Job> jobs(Clock clock) {
    return IntStream.range(images.firstIndex(), images.firstIndex() + count)
        .mapToObj(index -> job(clock, index));
  }

  private Job job(Clock clock, int index) {
    Witness witness = clock.isTold ? trace.cycleWitness(clock.design) : null;
    return new Job(
        () -> {
          var network = clock.design.network();
          byte[] pixels = TestImages.quantise(images.test(index), network, index);
          return Machine.of(clock.design, accelerator, null, index, pixels).watchedBy(witness);
        },
        result -> {
          clock.add(result);
          trace.add(new Scope(clock.design.name(), 0, 0, index), witness, result.logits());
        });
  }

  private DesignCycles result(Clock clock, Clock reference) {
    ArraySettings array = clock.design.array();
    ImageResult own = clock.first;
    ImageResult base = reference.first;
    return new DesignCycles(
        clock.design.name(),
        array.rows() * array.columns(),
        own.cycles(),
        overhead(own.cycles(), base.cycles()),
        own.dramBytes(),
        overhead(own.dramBytes(), base.dramBytes()),
        own.layers(),
        clock.latencies,
        haveSameFolds(array, reference.design.array())
            ? FoldOverhead.of(base.latencies().folds(), own.latencies().folds(), count)
            : null);
  }

  private static double overhead(long own, long base) {
    return (double) (own - base) / base;
  }

  private static boolean haveSameFolds(ArraySettings one, ArraySettings other) {
    return one.dataflow() == other.dataflow()
        && one.rows().equals(other.rows())
        && one.columns().equals(other.columns());
  }
}
