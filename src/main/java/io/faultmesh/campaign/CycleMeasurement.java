package io.faultmesh.campaign;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.faultmesh.cost.EnergyModel;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.machine.actor.ActorMachine.Job;
import io.faultmesh.machine.probe.Witness;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.machine.result.Latency;
import io.faultmesh.measure.FoldOverhead;
import io.faultmesh.protection.Protection;
import io.faultmesh.report.DesignCycles;
import io.faultmesh.report.DesignCycles.Cost;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.Ber;
import io.faultmesh.trace.Scope;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Runs test images on the machine of each design. Without flips: they change values, and the
 * machine's times do not depend on values. So one run serves every bit error rate, except that a
 * design that repairs stuck elements has other folds in each trial.
 */
public final class CycleMeasurement {
  private static final int DIGITS = 3;

  /** The times of one design. */
  private static final class Clock {
    private final Protection design;
    private final Map<Latency, Histogram> latencies = new EnumMap<>(Latency.class);
    private ImageResult first;

    private Clock(Protection design) {
      this.design = design;
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

  /** A design as the stuck elements of a trial leave it. */
  private record Repaired(Run run, Clock clock) {}

  private final AcceleratorSettings accelerator;
  private final EnergyModel energy;
  private final TestImages images;
  private final int count;
  private final RunTrace trace;

  /**
   * A measurement on the first test images.
   *
   * @param count how many, or all there are
   * @param trace takes what happens on the designs' machines
   */
  public CycleMeasurement(
      AcceleratorSettings accelerator,
      EnergyModel energy,
      TestImages images,
      int count,
      RunTrace trace) {
    this.accelerator = accelerator;
    this.energy = energy;
    this.images = images;
    this.count = Math.min(count, images.count());
    this.trace = trace;
  }

  /**
   * Runs all designs; the results are in their order.
   *
   * @param base what overheads refer to, whether or not it is among the designs
   * @param struck every design at every rate in every trial; only repaired designs are run, each on
   *     one image
   */
  public List<DesignCycles> run(
      Protection base, List<Protection> designs, List<Run> struck, ActorMachine actors) {
    List<Clock> built = designs.stream().map(Clock::new).toList();
    Clock reference =
        built.stream()
            .filter(clock -> clock.design.settings().equals(base.settings()))
            .findFirst()
            .orElseGet(() -> new Clock(base));
    List<Repaired> repaired =
        struck.stream()
            .filter(run -> run.protection().isAdapted())
            .map(run -> new Repaired(run, new Clock(run.protection())))
            .toList();
    Stream<Clock> all = Stream.concat(built.stream(), Stream.of(reference)).distinct();
    actors.runInOrder(
        Stream.concat(
                all.flatMap(clock -> jobs(clock, count, built.contains(clock))),
                repaired.stream().flatMap(one -> jobs(one.clock, 1, false)))
            .iterator());
    return built.stream().map(clock -> result(clock, reference, repaired)).toList();
  }

  /** Runs of the first images; the trace takes those of the designs as they were built. */
  private Stream<Job> jobs(Clock clock, int imageCount, boolean isTold) {
    return IntStream.range(images.firstIndex(), images.firstIndex() + imageCount)
        .mapToObj(index -> job(clock, index, isTold));
  }

  private Job job(Clock clock, int index, boolean isTold) {
    Witness witness = isTold ? trace.cycleWitness(clock.design) : null;
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

  private DesignCycles result(Clock clock, Clock reference, List<Repaired> repaired) {
    Protection design = clock.design;
    ArraySettings array = design.array();
    ImageResult base = reference.first;
    Map<Ber, Cost> costs =
        repaired.stream()
            .filter(one -> one.run.protection().name().equals(design.name()))
            .collect(
                groupingBy(
                    one -> one.run.plan().ber(),
                    mapping(
                        one -> one.clock, collectingAndThen(toList(), all -> cost(all, base)))));
    return new DesignCycles(
        design.name(),
        array.rows() * array.columns(),
        cost(List.of(clock), base),
        costs,
        clock.first.layers(),
        clock.latencies,
        haveSameFolds(array, reference.design.array())
            ? FoldOverhead.of(base.latencies().folds(), clock.first.latencies().folds(), count)
            : null);
  }

  private Cost cost(List<Clock> clocks, ImageResult base) {
    double cycles = mean(clocks, clock -> clock.first.cycles());
    double bytes = mean(clocks, clock -> clock.first.dramBytes());
    return new Cost(
        Math.round(cycles),
        overhead(cycles, base.cycles()),
        Math.round(bytes),
        overhead(bytes, base.dramBytes()),
        mean(clocks, clock -> energy.of(clock.design, clock.first).totalPj()));
  }

  private static double mean(List<Clock> clocks, ToDoubleFunction<Clock> figure) {
    return clocks.stream().mapToDouble(figure).average().orElseThrow();
  }

  private static double overhead(double own, long base) {
    return (own - base) / base;
  }

  private static boolean haveSameFolds(ArraySettings one, ArraySettings other) {
    return one.dataflow() == other.dataflow()
        && one.rows().equals(other.rows())
        && one.columns().equals(other.columns());
  }
}
