package io.faultmesh.campaign;

import io.faultmesh.campaign.unit.AccuracyMeasurement;
import io.faultmesh.campaign.unit.AccuracyMeasurement.Cell;
import io.faultmesh.cost.Area;
import io.faultmesh.cost.AreaModel;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.fault.Outcome;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.measure.DesignTally;
import io.faultmesh.measure.TrialTally;
import io.faultmesh.network.Network;
import io.faultmesh.protection.Protection;
import io.faultmesh.report.DesignCycles;
import io.faultmesh.report.DesignResult;
import io.faultmesh.report.Summary;
import io.faultmesh.scenario.Ber;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Brings together what was measured: a result per design and bit error rate. */
public final class Summaries {
  private Summaries() {}

  /**
   * All that a run found.
   *
   * @param floatAccuracy null if not measured
   * @param cycles in the order of the designs; empty if not measured
   */
  public static Summary of(
      String name,
      Preparation prepared,
      List<Protection> designs,
      Double floatAccuracy,
      AccuracyMeasurement accuracy,
      List<DesignCycles> cycles) {
    boolean scored = accuracy.images() > 0 && prepared.images().isLabelled();
    List<DesignResult> results = new ArrayList<>();
    for (int i = 0; i < designs.size(); i++) {
      Protection design = designs.get(i);
      Double golden = scored ? accuracy.goldenAccuracy(design) : null;
      DesignCycles own = cycles.isEmpty() ? null : cycles.get(i);
      if (accuracy.cells().isEmpty()) {
        results.add(result(design, golden, null, own, prepared.areas()));
      }
      for (Cell cell : accuracy.cells()) {
        if (cell.protection().name().equals(design.name())) {
          results.add(result(design, golden, cell, own, prepared.areas()));
        }
      }
    }
    Network network = prepared.network();
    return new Summary(
        name,
        new Summary.NetworkFacts(network.macs(), network.parameters(), network.neurons()),
        prepared.images().count(),
        scored ? accuracy.goldenAccuracy(prepared.golden()) : null,
        floatAccuracy,
        results,
        ProgramVersion.plugins());
  }

  private static DesignResult result(
      Protection design, Double golden, Cell cell, DesignCycles cycles, AreaModel areas) {
    Area area = areas.of(design);
    boolean measured = cell != null && cell.tally().trials().get(0).images() > 0;
    DesignTally tally = measured ? cell.tally() : null;
    Ber ber = cell == null ? null : cell.plan().ber();
    DesignCycles.Cost cost = cycles == null ? null : cycles.at(ber);
    return new DesignResult(
        design.name(),
        ber,
        golden,
        measured ? tally.accuracy() : null,
        measured ? tally.drop() : null,
        measured ? tally.sdc1() : null,
        measured ? tally.sdc5() : null,
        measured ? tally.struck() : null,
        measured ? tally.masked() : null,
        measured ? tally.spread() : null,
        cell == null ? null : cell.exposure().bitsPerImage(),
        measured ? flips(cell) : null,
        measured ? words(cell) : null,
        measured ? tally.answered() : null,
        measured ? tally.accuracyOfAnswered() : null,
        cost == null ? null : cost.cyclesPerImage(),
        cost == null ? null : cost.cycleOverhead(),
        cycles == null ? null : cycles.spread(ber),
        cost == null ? null : cost.dramBytesPerImage(),
        cost == null ? null : cost.bandwidthOverhead(),
        area.totalUm2(),
        area.overhead(areas.bare()),
        cost == null ? null : cost.energyPjPerImage());
  }

  private static Map<String, Long> words(Cell cell) {
    Map<String, Long> words = new LinkedHashMap<>();
    for (Outcome outcome : Outcome.counted()) {
      long count = cell.tally().trials().stream().mapToLong(t -> t.words(outcome)).sum();
      words.put(outcome.label(), count);
    }
    return words;
  }

  private static DesignResult.Flips flips(Cell cell) {
    List<TrialTally> trials = cell.tally().trials();
    long actual = trials.stream().mapToLong(TrialTally::flips).sum();
    return new DesignResult.Flips(
        cell.exposure().expectedFlips(trials.get(0).images(), trials.size()), actual);
  }
}
