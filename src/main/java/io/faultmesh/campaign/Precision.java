package io.faultmesh.campaign;

import io.faultmesh.campaign.unit.AccuracyMeasurement;
import io.faultmesh.campaign.unit.AccuracyMeasurement.Cell;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.measure.DesignTally;
import io.faultmesh.measure.Interval;
import io.faultmesh.measure.Looks;
import io.faultmesh.report.csv.Columns;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.PrecisionSettings;

/**
 * Decides after how many trials a run's intervals are narrow enough, and tells how they became so.
 */
final class Precision {

  /** An interval at a look. */
  private record Line(
      String design, Ber ber, int trials, String measure, double mean, Interval interval) {
    private double halfWidth() {
      return (interval.high() - interval.low()) / 2;
    }
  }

  private static final Columns<Line> COLUMNS =
      new Columns<Line>()
          .add("design", Line::design)
          .add("ber", Line::ber)
          .add("trials", Line::trials)
          .add("measure", Line::measure)
          .add("mean", Line::mean)
          .add("low", line -> line.interval().low())
          .add("high", line -> line.interval().high())
          .add("halfWidth", Line::halfWidth);

  private final PrecisionSettings settings;
  private final Looks looks;
  private final StringBuilder csv = new StringBuilder(COLUMNS.heading());

  Precision(PrecisionSettings settings) {
    this.settings = settings;
    this.looks = Looks.upTo(settings.maxTrials());
  }

  Looks looks() {
    return looks;
  }

  /** Looks at what the first trials gave: whether every interval is narrow enough. */
  boolean isReached(AccuracyMeasurement accuracy, int trials) {
    double confidence = looks.confidence(settings.confidence());
    boolean reached = true;
    for (Cell cell : accuracy.cells()) {
      DesignTally tally = cell.tally();
      FaultPlan plan = cell.plan();
      Line line =
          new Line(
              cell.protection().name(),
              plan.ber(),
              trials,
              tally.isLabelled() ? "accuracy" : "sdc1",
              tally.answer().mean(),
              tally.answer(confidence));
      csv.append(COLUMNS.line(line));
      reached &= line.halfWidth() <= settings.margin();
    }
    return reached;
  }

  /** The content of {@code precision.csv}: every interval at every look. */
  String csv() {
    return csv.toString();
  }
}
