package io.faultmesh.campaign;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.faultmesh.cost.EnergyModel;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.machine.actor.ActorMachine.Job;
import io.faultmesh.machine.probe.Witness;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.machine.result.Latency;
import io.faultmesh.measure.FoldOverhead;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.report.DesignCycles;
import io.faultmesh.report.DesignCycles.Cost;
import io.faultmesh.report.StruckCycles;
import io.faultmesh.report.StruckCycles.ImageCost;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.Ber;
import io.faultmesh.text.Progress;
import io.faultmesh.trace.Scope;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Runs test images on the machine of each design. Without flips: they change values, and the
 * machine's times do not depend on values. So one run serves every bit error rate, except that a
 * design that repairs stuck elements has other folds in each trial, and that one whose checks react
 * takes longer where they found something: these run under the faults of each trial.
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

  /** What images cost under the faults of a trial. */
  private record Struck(Run run, List<ImageCost> images, Histogram slower) {
    private boolean reacts() {
      return run.protection().reactsTo(run.plan());
    }
  }

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
   *     one image, and those whose checks react, on all that are measured
   * @param show begins to show progress, in images
   */
  public List<DesignCycles> run(
      Protection base,
      List<Protection> designs,
      List<Run> struck,
      ActorMachine actors,
      LongFunction<Progress> show) {
    List<Clock> built = designs.stream().map(Clock::new).toList();
    Clock reference =
        built.stream()
            .filter(clock -> clock.design.settings().equals(base.settings()))
            .findFirst()
            .orElseGet(() -> new Clock(base));
    List<Struck> own =
        struck.stream()
            .map(run -> new Struck(run, new ArrayList<>(), new Histogram(DIGITS)))
            .filter(one -> one.reacts() || one.run.protection().isAdapted())
            .toList();
    List<Clock> all = Stream.concat(built.stream(), Stream.of(reference)).distinct().toList();
    long steps = (long) all.size() * count + own.stream().mapToLong(this::images).sum();
    try (Progress progress = show.apply(steps)) {
      actors.runInOrder(
          Stream.concat(
                  all.stream().flatMap(clock -> jobs(clock, count, built.contains(clock))),
                  own.stream().flatMap(one -> jobs(one, reference)))
              .map(job -> new Job(job.machine(), job.then().andThen(done -> progress.step(1))))
              .iterator());
    }
    return built.stream().map(clock -> result(clock, reference, own)).toList();
  }

  /** Times of a repaired design do not depend on flips; those of one that reacts do. */
  private int images(Struck struck) {
    return struck.reacts() ? count : 1;
  }

  private Stream<Job> jobs(Struck struck, Clock reference) {
    Protection design = struck.run.protection();
    return IntStream.range(images.firstIndex(), images.firstIndex() + images(struck))
        .mapToObj(
            index ->
                new Job(
                    () -> {
                      DesignFaults faults = struck.reacts() ? faults(struck.run, index) : null;
                      return machine(design, faults, index);
                    },
                    result -> add(struck, index, result, reference.first)));
  }

  private DesignFaults faults(Run run, int index) {
    Protection design = run.protection();
    FaultPlan plan = CycleWindow.within(run, index, pixels(design, index), accelerator);
    return new DesignFaults(plan, run.trial(), design, new FlipTally(design.layers().size()));
  }

  private void add(Struck struck, int index, ImageResult result, ImageResult base) {
    Protection design = struck.run.protection();
    struck.images.add(
        new ImageCost(
            struck.run.trial(),
            index,
            result.cycles(),
            result.dramBytes(),
            energy.of(design, result).totalPj()));
    List<long[]> own = result.latencies().folds();
    List<long[]> others = base.latencies().folds();
    if (haveSameFolds(own, others)) {
      struck.slower.add(FoldOverhead.of(others, own, 1).slower());
    }
  }

  private static boolean haveSameFolds(List<long[]> one, List<long[]> other) {
    return IntStream.range(0, one.size())
        .allMatch(layer -> one.get(layer).length == other.get(layer).length);
  }

  private Machine machine(Protection design, DesignFaults faults, int index) {
    return Machine.of(design, accelerator, faults, index, pixels(design, index));
  }

  private byte[] pixels(Protection design, int index) {
    return TestImages.quantise(images.test(index), design.network(), index);
  }

  /** Runs of the first images; the trace takes those of the designs as they were built. */
  private Stream<Job> jobs(Clock clock, int imageCount, boolean isTold) {
    return IntStream.range(images.firstIndex(), images.firstIndex() + imageCount)
        .mapToObj(index -> job(clock, index, isTold));
  }

  private Job job(Clock clock, int index, boolean isTold) {
    Witness witness = isTold ? trace.cycleWitness(clock.design) : null;
    return new Job(
        () -> machine(clock.design, null, index).watchedBy(witness),
        result -> {
          clock.add(result);
          trace.add(new Scope(clock.design.name(), 0, 0, index), witness, result.logits());
        });
  }

  private DesignCycles result(Clock clock, Clock reference, List<Struck> struck) {
    Protection design = clock.design;
    ArraySettings array = design.array();
    ImageResult base = reference.first;
    Map<Ber, StruckCycles> underFaults =
        struck.stream()
            .filter(one -> one.run.protection().name().equals(design.name()))
            .collect(
                groupingBy(
                    one -> one.run.plan().ber(),
                    collectingAndThen(toList(), all -> cycles(all, base))));
    return new DesignCycles(
        design.name(),
        array.rows() * array.columns(),
        cost(
            (double) clock.first.cycles(),
            (double) clock.first.dramBytes(),
            base,
            energy.of(design, clock.first).totalPj()),
        underFaults,
        clock.first.layers(),
        clock.latencies,
        haveSameFolds(array, reference.design.array())
            ? FoldOverhead.of(base.latencies().folds(), clock.first.latencies().folds(), count)
            : null);
  }

  /** All trials of a rate. */
  private static StruckCycles cycles(List<Struck> trials, ImageResult base) {
    Histogram slower = new Histogram(DIGITS);
    trials.forEach(trial -> slower.add(trial.slower));
    List<ImageCost> images = trials.stream().flatMap(trial -> trial.images.stream()).toList();
    return new StruckCycles(
        trials.get(0).run.plan().ber(),
        cost(
            mean(images, ImageCost::cycles),
            mean(images, ImageCost::dramBytes),
            base,
            mean(images, ImageCost::energyPj)),
        trials.stream().anyMatch(Struck::reacts),
        images,
        slower);
  }

  private static Cost cost(double cycles, double bytes, ImageResult base, double energyPj) {
    return new Cost(
        Math.round(cycles),
        overhead(cycles, base.cycles()),
        Math.round(bytes),
        overhead(bytes, base.dramBytes()),
        energyPj);
  }

  private static double mean(List<ImageCost> images, ToDoubleFunction<ImageCost> figure) {
    return images.stream().mapToDouble(figure).average().orElseThrow();
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
