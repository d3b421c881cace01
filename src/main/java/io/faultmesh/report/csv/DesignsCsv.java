package io.faultmesh.report.csv;

import io.faultmesh.fault.Outcome;
import io.faultmesh.measure.Estimate;
import io.faultmesh.report.DesignResult;
import io.faultmesh.report.StruckCycles;
import io.faultmesh.report.Summary;
import java.util.function.Function;

/**
 * {@code designs.csv}: the results of {@code summary.json} as rows. Intervals hold for the
 * population of images, or for these images.
 */
public final class DesignsCsv {
  private static final Columns<DesignResult> COLUMNS = columns();

  private DesignsCsv() {}

  public static String of(Summary summary) {
    return COLUMNS.text(summary.results());
  }

  private static Columns<DesignResult> columns() {
    Columns<DesignResult> columns =
        new Columns<DesignResult>()
            .add("design", DesignResult::design)
            .add("ber", DesignResult::ber)
            .add("goldenAccuracy", DesignResult::goldenAccuracy);
    addEstimate(columns, "accuracy", DesignResult::accuracy);
    addEstimate(columns, "drop", DesignResult::drop);
    addEstimate(columns, "sdc1", DesignResult::sdc1);
    addEstimate(columns, "sdc5", DesignResult::sdc5);
    addEstimate(columns, "masked", DesignResult::masked);
    columns
        .add("struck", DesignResult::struck)
        .add("exposedBitsPerImage", DesignResult::exposedBitsPerImage)
        .add("expectedFlips", result -> orNull(result.flips(), DesignResult.Flips::expected))
        .add("flips", result -> orNull(result.flips(), DesignResult.Flips::actual))
        .add("cyclesPerImage", DesignResult::cyclesPerImage)
        .add("cycleOverhead", DesignResult::cycleOverhead)
        .add("cyclesP50", result -> orNull(result.cycleSpread(), StruckCycles.Spread::p50))
        .add("cyclesP99", result -> orNull(result.cycleSpread(), StruckCycles.Spread::p99))
        .add("cyclesMax", result -> orNull(result.cycleSpread(), StruckCycles.Spread::max))
        .add("dramBytesPerImage", DesignResult::dramBytesPerImage)
        .add("bandwidthOverhead", DesignResult::bandwidthOverhead)
        .add("areaUm2", DesignResult::areaUm2)
        .add("areaOverhead", DesignResult::areaOverhead)
        .add("energyPjPerImage", DesignResult::energyPjPerImage);
    for (Outcome outcome : Outcome.counted()) {
      columns.add(
          outcome.label(),
          result -> orNull(result.checkedWords(), words -> words.get(outcome.label())));
    }
    return columns
        .add("answered", DesignResult::answered)
        .add("accuracyOfAnswered", DesignResult::accuracyOfAnswered);
  }

  private static void addEstimate(
      Columns<DesignResult> columns, String measure, Function<DesignResult, Estimate> estimate) {
    add(columns, measure + "Mean", estimate, Estimate::mean);
    add(columns, measure + "PopulationLow", estimate, e -> e.population().low());
    add(columns, measure + "PopulationHigh", estimate, e -> e.population().high());
    add(columns, measure + "PopulationBound", estimate, Estimate::populationBound);
    add(columns, measure + "ImagesLow", estimate, e -> e.theseImages().low());
    add(columns, measure + "ImagesHigh", estimate, e -> e.theseImages().high());
  }

  private static void add(
      Columns<DesignResult> columns,
      String name,
      Function<DesignResult, Estimate> estimate,
      Function<Estimate, Object> figure) {
    columns.add(name, result -> orNull(estimate.apply(result), figure));
  }

  private static <T> Object orNull(T part, Function<T, Object> figure) {
    return part == null ? null : figure.apply(part);
  }
}
