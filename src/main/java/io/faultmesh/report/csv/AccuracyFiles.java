package io.faultmesh.report.csv;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.files.RunFolder;
import io.faultmesh.measure.DesignTally;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.Exposure;
import io.faultmesh.report.csv.AccuracyColumns.CellFlips;
import io.faultmesh.report.csv.AccuracyColumns.CheckedLayer;
import io.faultmesh.report.csv.AccuracyColumns.ClassLine;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/**
 * Writes {@code images.csv}, {@code classes.csv}, {@code flips.csv} and {@code checks.csv} of a run
 * folder. What needs labels is empty without them.
 */
public final class AccuracyFiles implements Closeable {

  /** One file with its columns. */
  private record Sheet<T>(Writer writer, Columns<T> columns) {
    private static <T> Sheet<T> start(Writer writer, Columns<T> columns) {
      write(writer, columns.heading());
      return new Sheet<>(writer, columns);
    }

    private void add(T line) {
      write(writer, columns.line(line));
    }

    private static void write(Writer writer, String text) {
      try {
        writer.write(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final Writer images;
  private final Sheet<ClassLine> classes;
  private final Sheet<CellFlips> flips;
  private final Sheet<CheckedLayer> checks;

  /**
   * Starts the files.
   *
   * @param perImage whether {@code images.csv} is wanted
   * @param labelled whether the images have labels; without, there is no {@code classes.csv}
   */
  public AccuracyFiles(RunFolder folder, boolean perImage, boolean labelled) {
    images = perImage ? folder.open("images.csv") : Writer.nullWriter();
    Sheet.write(images, new ImageLines(labelled).heading());
    classes =
        Sheet.start(
            labelled ? folder.open("classes.csv") : Writer.nullWriter(), AccuracyColumns.CLASSES);
    flips = Sheet.start(folder.open("flips.csv"), AccuracyColumns.FLIPS);
    checks = Sheet.start(folder.open("checks.csv"), AccuracyColumns.CHECKS);
  }

  /** Lines of {@code images.csv}. */
  public void images(String lines) {
    Sheet.write(images, lines);
  }

  /** One line per class that an image has, accuracy being the mean over trials. */
  public void classes(Protection protection, FaultPlan plan, DesignTally tally) {
    int trialCount = tally.trials().size();
    tally
        .classes()
        .counts()
        .forEach(
            (label, counts) ->
                classes.add(
                    new ClassLine(protection.name(), plan.ber(), label, counts, trialCount)));
  }

  /** One line per kind of cells, layer and bit, over all images and trials. */
  public void flips(Protection protection, FaultPlan plan, Exposure exposure, DesignTally tally) {
    long trialCount = tally.trials().size();
    long imageCount = tally.trials().get(0).images();
    for (Cells cells : exposure.cells()) {
      for (int layer = 0; layer < protection.layers().size(); layer++) {
        for (int bit = 0; bit < exposure.width(cells, layer); bit++) {
          long perImage = exposure.bits(cells, layer, bit);
          long draws = trialCount * (exposure.isLasting(cells) ? 1 : imageCount);
          long drawn = perImage * draws;
          if (drawn > 0) {
            flips.add(
                new CellFlips(
                    protection.name(),
                    plan.ber(),
                    cells,
                    layer,
                    bit,
                    drawn,
                    exposure.expectedFlips(cells, layer, bit, draws),
                    tally.flips()));
          }
        }
      }
    }
  }

  /** One line per mechanism, site and layer in which a check found anything. */
  public void checks(Protection protection, FaultPlan plan, DesignTally tally) {
    for (Cells guard : tally.flips().guards()) {
      for (int layer = 0; layer < protection.layers().size(); layer++) {
        CheckedLayer line =
            new CheckedLayer(protection.name(), plan.ber(), guard, layer, tally.flips());
        if (line.hasAny()) {
          checks.add(line);
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      images.close();
      classes.writer.close();
      flips.writer.close();
      checks.writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
