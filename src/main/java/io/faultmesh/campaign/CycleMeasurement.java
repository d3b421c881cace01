package io.faultmesh.campaign;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.faultmesh.campaign.unit.UnitStore;
import io.faultmesh.cost.EnergyModel;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.machine.result.Latency;
import io.faultmesh.measure.FoldOverhead;
import io.faultmesh.protection.Protection;
import io.faultmesh.report.DesignCycles;
import io.faultmesh.report.DesignCycles.Cost;
import io.faultmesh.report.StruckCycles;
import io.faultmesh.report.StruckCycles.ImageCost;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.Ber;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Adds up what the machine did for test images on each design: cycles, traffic, energy. */
public final class CycleMeasurement {
  private static final int DIGITS = 3;

  /** The times of one design. */
  private static final class Clock {
    private final Protection design;
    private final Map<Latency, Histogram> latencies = new EnumMap<>(Latency.class);
    private ImageResult first;
    private int images;

    private Clock(Protection design) {
      this.design = design;
      for (Latency kind : Latency.values()) {
        latencies.put(kind, new Histogram(DIGITS));
      }
    }

    private void add(ImageResult result) {
      images++;
      latencies.forEach((kind, all) -> all.add(result.latencies().histograms().get(kind)));
      if (first == null) {
        first = result;
      } else if (!first.layers().equals(result.layers())) {
        throw new IllegalStateException(design.name() + ": cycles differ between images");
      }
    }
  }

  /** What images cost under the faults of a trial. */
  private record Struck(MachineSubject subject, List<ImageCost> images, Histogram slower) {
    private Ber ber() {
      return subject.faults().plan().ber();
    }
  }

  private final MachineUnits units;
  private final UnitStore store;
  private final EnergyModel energy;

  /**
   * A measurement of cycles.
   *
   * @param store has the units
   */
  public CycleMeasurement(MachineUnits units, UnitStore store, EnergyModel energy) {
    this.units = units;
    this.store = store;
    this.energy = energy;
  }

  /**
   * What all designs cost; the results are in their order.
   *
   * @param base what overheads refer to, whether or not it is among the designs
   * @param trials that were made
   */
  public List<DesignCycles> of(Protection base, List<Protection> designs, int trials) {
    List<Clock> clocks = new ArrayList<>();
    List<MachineSubject> inTrials = new ArrayList<>();
    for (MachineSubject subject : units.subjects()) {
      if (subject.faults() == null) {
        Clock clock = new Clock(subject.design());
        units.results(subject, store).forEach(clock::add);
        clocks.add(clock);
      } else if (subject.isWithin(trials)) {
        inTrials.add(subject);
      }
    }
    Clock reference =
        clocks.stream()
            .filter(clock -> clock.design.settings().equals(base.settings()))
            .findFirst()
            .orElseThrow();
    List<Struck> struck =
        inTrials.stream().map(subject -> struck(subject, reference.first)).toList();
    return clocks.subList(0, designs.size()).stream()
        .map(clock -> result(clock, reference, struck))
        .toList();
  }

  private Struck struck(MachineSubject subject, ImageResult base) {
    Struck struck = new Struck(subject, new ArrayList<>(), new Histogram(DIGITS));
    int index = units.firstImage();
    for (ImageResult result : units.results(subject, store)) {
      struck.images.add(
          new ImageCost(
              subject.faults().trial(),
              index++,
              result.cycles(),
              result.dramBytes(),
              energy.of(subject.design(), result).totalPj()));
      List<long[]> own = result.latencies().folds();
      List<long[]> others = base.latencies().folds();
      if (haveSameFolds(own, others)) {
        struck.slower.add(FoldOverhead.of(others, own, 1).slower());
      }
    }
    return struck;
  }

  private static boolean haveSameFolds(List<long[]> one, List<long[]> other) {
    return IntStream.range(0, one.size())
        .allMatch(layer -> one.get(layer).length == other.get(layer).length);
  }

  private DesignCycles result(Clock clock, Clock reference, List<Struck> struck) {
    Protection design = clock.design;
    ArraySettings array = design.array();
    ImageResult base = reference.first;
    Map<Ber, StruckCycles> underFaults =
        struck.stream()
            .filter(one -> one.subject.design().name().equals(design.name()))
            .collect(
                groupingBy(Struck::ber, collectingAndThen(toList(), all -> cycles(all, base))));
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
            ? FoldOverhead.of(
                base.latencies().folds(), clock.first.latencies().folds(), clock.images)
            : null);
  }

  /** All trials of a rate. */
  private static StruckCycles cycles(List<Struck> trials, ImageResult base) {
    Histogram slower = new Histogram(DIGITS);
    trials.forEach(trial -> slower.add(trial.slower));
    List<ImageCost> images = trials.stream().flatMap(trial -> trial.images.stream()).toList();
    return new StruckCycles(
        trials.get(0).ber(),
        cost(
            mean(images, ImageCost::cycles),
            mean(images, ImageCost::dramBytes),
            base,
            mean(images, ImageCost::energyPj)),
        trials.stream().anyMatch(one -> one.subject.reacts()),
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
