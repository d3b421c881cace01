package io.faultmesh.campaign;

import io.faultmesh.campaign.unit.UnitCodec;
import io.faultmesh.campaign.unit.UnitCounts;
import io.faultmesh.campaign.unit.UnitStore;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.files.RecordLog;
import io.faultmesh.files.RunFolder;
import io.faultmesh.files.Source;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.MeasureSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileErrors;
import io.faultmesh.scenario.reading.ScenarioLoader;
import io.faultmesh.text.Text;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A complete run of the same scenario with fewer trials, which a run of more trials takes over; of
 * no trials, where there is none.
 */
public final class EarlierRun implements Closeable {
  private static final String SCENARIO = "scenario.yaml";
  private static final String IMAGES = "images.csv";

  /** No trials. */
  public static final EarlierRun NONE = new EarlierRun(Path.of(""), null, 0);

  private final Path folder;

  /** Null where there is no such run. */
  private final RecordLog counts;

  private final int trials;
  private BufferedReader lines;

  private EarlierRun(Path folder, RecordLog counts, int trials) {
    this.folder = folder;
    this.counts = counts;
    this.trials = trials;
  }

  /**
   * What a folder's result must follow from so that a run can go on from it; empty if it is not of
   * the same scenario with fewer trials.
   *
   * @param source of the run
   */
  public static Optional<Source> source(Path folder, Scenario scenario, Source source) {
    if (!keepsCounts(scenario) || !Files.isRegularFile(folder.resolve(CountsWriter.NAME))) {
      return Optional.empty();
    }
    try {
      Path file = folder.resolve(SCENARIO);
      Scenario fewer = ScenarioLoader.load(file, List.of());
      String more = "faults.trials=" + scenario.faults().trials();
      boolean same =
          fewer.faults().trials() < scenario.faults().trials()
              && ScenarioLoader.write(ScenarioLoader.load(file, List.of(more)))
                  .equals(ScenarioLoader.write(scenario));
      return same
          ? Optional.of(
              new Source(
                  source.program(), source.command(), ScenarioLoader.write(fewer), source.inputs()))
          : Optional.empty();
    } catch (BadInputException e) {
      // Whatever it is, it is not what this run goes on from.
      return Optional.empty();
    }
  }

  /** Whether a run leaves the counts from which one of more trials goes on. */
  static boolean keepsCounts(Scenario scenario) {
    return scenario.faults().precision() == null
        && scenario.measure().trace() == MeasureSettings.Trace.NONE;
  }

  /**
   * Opens the run that a folder is to replace.
   *
   * @throws BadInputException if its counts cannot be added to the run's own
   */
  public static EarlierRun of(RunFolder folder, Preparation prepared) {
    return folder.earlier().map(place -> open(place, prepared)).orElse(NONE);
  }

  private static EarlierRun open(Path place, Preparation prepared) {
    RecordLog counts = RecordLog.read(place.resolve(CountsWriter.NAME));
    String origin =
        counts
            .get(CountsWriter.ORIGIN)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .orElse("");
    if (!counts.isWhole() || !origin.equals(CountsWriter.origin(prepared))) {
      counts.close();
      throw new BadInputException(
          place
              + ": was computed with other scales or scores or by another build of faultmesh, so"
              + " that no trials can be added; give another --out, or --force to replace it");
    }
    int trials = UnitCodec.unit(counts.get(CountsWriter.TRIALS).orElseThrow(), 0).trials();
    return new EarlierRun(place, counts, trials);
  }

  /** How many trials it has made; 0 where there is none. */
  public int trials() {
    return trials;
  }

  /** For people. */
  public String text() {
    return trials == 1
        ? "goes on from the one trial of " + folder
        : Text.format("goes on from the %,d trials of %s", trials, folder);
  }

  /** The sums over images of each trial. */
  UnitCounts ofTrials(List<Integer> layers) {
    return read(CountsWriter.TRIALS, layers);
  }

  /** The sums over trials of a range of images, from 0. */
  UnitCounts ofRange(int range, List<Integer> layers) {
    return read(CountsWriter.TRIALS + 1 + range, layers);
  }

  /** A run's own units and, behind those of accuracy, the earlier run's. */
  UnitStore over(UnitStore own, MachineUnits machine) {
    return trials == 0 ? own : new EarlierUnits(counts, own, machine);
  }

  private UnitCounts read(long number, List<Integer> layers) {
    return UnitCodec.read(counts.get(number).orElseThrow(), 0, layers);
  }

  /** The next lines of {@code images.csv}: those of an image under one design and rate. */
  String lines() {
    try {
      if (trials > 0 && lines == null) {
        lines = Files.newBufferedReader(folder.resolve(IMAGES));
        lines.readLine();
      }
      StringBuilder text = new StringBuilder();
      for (int trial = 0; trial < trials; trial++) {
        text.append(lines.readLine()).append('\n');
      }
      return text.toString();
    } catch (IOException e) {
      throw FileErrors.unreadable(folder.resolve(IMAGES), e);
    }
  }

  @Override
  public void close() {
    try {
      if (counts != null) {
        counts.close();
      }
      if (lines != null) {
        lines.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
