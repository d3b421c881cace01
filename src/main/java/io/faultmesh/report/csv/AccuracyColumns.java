package io.faultmesh.report.csv;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;
import io.faultmesh.measure.ClassTally;
import io.faultmesh.measure.Ranking;
import io.faultmesh.measure.TrialTally;
import io.faultmesh.protection.struck.Exposure;
import io.faultmesh.report.StruckCycles;
import io.faultmesh.scenario.Ber;
import io.faultmesh.text.Text;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import java.util.zip.CRC32;

/** The columns of the files that tell what faults did to answers. */
final class AccuracyColumns {
  private AccuracyColumns() {}

  /** One image in one trial. */
  record ImageLine(
      String design, Ber ber, int trial, GoldenImage image, byte[] logits, long flips) {
    private String crc() {
      CRC32 crc = new CRC32();
      crc.update(logits);
      return hex(crc.getValue());
    }
  }

  static Columns<ImageLine> images(boolean labelled) {
    return new Columns<ImageLine>()
        .add("design", ImageLine::design)
        .add("ber", ImageLine::ber)
        .add("trial", ImageLine::trial)
        .add("image", line -> line.image.index())
        .add("label", line -> labelled ? line.image.label() : null)
        .add("goldenTop1", line -> Ranking.top1(line.image.logits()))
        .add("goldenMargin", line -> Ranking.margin(line.image.logits()))
        .add("ownGoldenTop1", line -> Ranking.top1(line.image.ownLogits()))
        .add("top1", line -> Ranking.top1(line.logits))
        .add("flips", ImageLine::flips)
        .add("logitsCrc32", ImageLine::crc);
  }

  /**
   * One trial of a design at a rate.
   *
   * @param cost of a measured image in the mean; null where all trials cost the same
   */
  record TrialLine(
      String design,
      Ber ber,
      int number,
      TrialTally trial,
      Exposure exposure,
      StruckCycles.TrialCost cost) {}

  static Columns<TrialLine> trials(boolean labelled) {
    Columns<TrialLine> columns =
        new Columns<TrialLine>()
            .add("design", TrialLine::design)
            .add("ber", TrialLine::ber)
            .add("trial", TrialLine::number)
            .add("images", line -> line.trial.images())
            .add("correct", line -> labelled ? line.trial.correct() : null)
            .add("correctToWrong", line -> labelled ? line.trial.correctToWrong() : null)
            .add("wrongToCorrect", line -> labelled ? line.trial.wrongToCorrect() : null)
            .add("sdc1", line -> line.trial.sdc1())
            .add("sdc5", line -> line.trial.sdc5())
            .add("struck", line -> line.trial.struck())
            .add("masked", line -> line.trial.masked())
            .add("expectedFlips", line -> line.exposure.expectedFlips(line.trial.images(), 1))
            .add("flips", line -> line.trial.flips())
            .add("logitsCrc32", line -> hex(line.trial.crc()));
    return columns
        .addAll(TrialLine::trial, outcomes(TrialTally::words))
        .add("answered", line -> line.trial.answered())
        .add("cyclesPerImage", line -> cost(line, StruckCycles.TrialCost::cycles))
        .add("dramBytesPerImage", line -> cost(line, StruckCycles.TrialCost::dramBytes))
        .add("energyPjPerImage", line -> cost(line, StruckCycles.TrialCost::energyPj));
  }

  private static Double cost(TrialLine line, Function<StruckCycles.TrialCost, Double> figure) {
    return line.cost == null ? null : figure.apply(line.cost);
  }

  /** One class of a design at a rate. */
  record ClassLine(String design, Ber ber, int label, ClassTally.Counts counts, int trials) {}

  static final Columns<ClassLine> CLASSES =
      new Columns<ClassLine>()
          .add("design", ClassLine::design)
          .add("ber", ClassLine::ber)
          .add("class", ClassLine::label)
          .add("images", line -> line.counts.inferences() / line.trials)
          .add(
              "goldenAccuracy",
              line -> (double) line.counts.goldenCorrect() / line.counts.inferences())
          .add("accuracy", line -> (double) line.counts.correct() / line.counts.inferences());

  /** One bit position of the cells of a layer. */
  record CellFlips(
      String design,
      Ber ber,
      Cells cells,
      int layer,
      int bit,
      long drawn,
      double expected,
      FlipTally counts) {
    private long flips() {
      return cells.isData()
          ? counts.flips(cells.site(), layer, bit)
          : counts.redundant(cells, layer, bit);
    }

    /** Redundant bits go nowhere. */
    private Long residual() {
      return cells.isData() ? counts.residual(cells.site(), layer, bit) : null;
    }
  }

  static final Columns<CellFlips> FLIPS =
      new Columns<CellFlips>()
          .add("design", CellFlips::design)
          .add("ber", CellFlips::ber)
          .add("site", line -> line.cells.site().label())
          .add("layer", CellFlips::layer)
          .add("bit", CellFlips::bit)
          .add("exposedBits", CellFlips::drawn)
          .add("expectedFlips", CellFlips::expected)
          .add("flips", CellFlips::flips)
          .add("residualFlips", CellFlips::residual)
          .add("cells", line -> line.cells.kind());

  /** What a mechanism's checks at a site found in a layer. */
  record CheckedLayer(String design, Ber ber, Cells guard, int layer, FlipTally counts) {
    private long words(Outcome outcome) {
      return counts.words(guard, layer, outcome);
    }

    boolean hasAny() {
      for (Outcome outcome : Outcome.values()) {
        if (words(outcome) > 0) {
          return true;
        }
      }
      return false;
    }
  }

  static final Columns<CheckedLayer> CHECKS =
      new Columns<CheckedLayer>()
          .add("design", CheckedLayer::design)
          .add("ber", CheckedLayer::ber)
          .add("mechanism", line -> line.guard.kind())
          .add("site", line -> line.guard.site().label())
          .add("layer", CheckedLayer::layer)
          .addAll(line -> line, outcomes(CheckedLayer::words));

  /** A column for each outcome that is counted. */
  static <T> Columns<T> outcomes(ToLongBiFunction<T, Outcome> words) {
    Columns<T> columns = new Columns<>();
    for (Outcome outcome : Outcome.counted()) {
      columns.add(outcome.label(), line -> words.applyAsLong(line, outcome));
    }
    return columns;
  }

  private static String hex(long crc) {
    return Text.format("%08x", crc);
  }
}
