package io.faultmesh.report.csv;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.files.RunFolder;
import io.faultmesh.measure.DesignTally;
import io.faultmesh.measure.TrialTally;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.Exposure;
import io.faultmesh.report.DesignCycles;
import io.faultmesh.report.StruckCycles;
import io.faultmesh.report.csv.AccuracyColumns.TrialLine;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;

/** Writes {@code trials.csv} of a run folder, when it is known what trials cost. */
public final class TrialsFile implements Closeable {
  private final Writer writer;
  private final Columns<TrialLine> columns;
  private final List<DesignCycles> cycles;

  /**
   * Starts the file.
   *
   * @param labelled whether the images have labels
   * @param cycles of the designs; none where they are not measured
   */
  public TrialsFile(RunFolder folder, boolean labelled, List<DesignCycles> cycles) {
    this.writer = folder.open("trials.csv");
    this.columns = AccuracyColumns.trials(labelled);
    this.cycles = cycles;
    write(columns.heading());
  }

  /** One line per trial. */
  public void add(Protection design, FaultPlan plan, Exposure exposure, DesignTally tally) {
    StruckCycles struck =
        cycles.stream()
            .filter(one -> one.design().equals(design.name()))
            .findFirst()
            .map(one -> one.struck().get(plan.ber()))
            .orElse(null);
    for (int i = 0; i < tally.trials().size(); i++) {
      TrialTally trial = tally.trials().get(i);
      StruckCycles.TrialCost cost = struck == null ? null : struck.of(i);
      write(columns.line(new TrialLine(design.name(), plan.ber(), i, trial, exposure, cost)));
    }
  }

  private void write(String text) {
    try {
      writer.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
