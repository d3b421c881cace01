package io.faultmesh.campaign;

import io.faultmesh.campaign.unit.AccuracyMeasurement;
import io.faultmesh.campaign.unit.UnitCodec;
import io.faultmesh.campaign.unit.UnitStore;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.files.RecordLog;
import io.faultmesh.files.RunFolder;
import io.faultmesh.scenario.Scenario;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the file {@code counts} of a run folder, from which a run of more trials goes on: first
 * the sums over trials of each range of images, then the sums over images of each trial, and at the
 * end the units behind those of accuracy. Runs from which none goes on have no such file.
 */
public final class CountsWriter implements Closeable {
  static final String NAME = "counts";

  /** The record that names the scales, scores and build behind all others. */
  static final long ORIGIN = -1;

  /** The record of the trials; behind it one for each range of images. */
  static final long TRIALS = 0;

  /** The record of the first unit of the machine, behind those of all ranges. */
  private static final long MACHINE = 1L << 32;

  /** The record of the first unit of single faults. */
  private static final long SINGLE = 2L << 32;

  /** Null where there is no file. */
  private final OutputStream out;

  private long range = TRIALS;

  private CountsWriter(OutputStream out) {
    this.out = out;
  }

  /** Begins the file, if a scenario's run has one. */
  public static CountsWriter of(RunFolder folder, Scenario scenario, Preparation prepared) {
    if (!EarlierRun.keepsCounts(scenario)) {
      return new CountsWriter(null);
    }
    CountsWriter counts = new CountsWriter(folder.stream(NAME));
    counts.put(ORIGIN, origin(prepared).getBytes(StandardCharsets.UTF_8));
    return counts;
  }

  boolean isKept() {
    return out != null;
  }

  /** What counts that are added up must have in common. */
  static String origin(Preparation prepared) {
    return prepared.hash() + " " + ProgramVersion.build();
  }

  /** Adds the next range, when all its units have been added. */
  void range(AccuracyMeasurement measured, int firstImage, int images) {
    range++;
    put(range, UnitCodec.write(measured.ofRange(firstImage, images)));
  }

  /** Adds the trials, when all ranges have been added. */
  void trials(AccuracyMeasurement measured) {
    put(TRIALS, UnitCodec.write(measured.ofTrials()));
  }

  /**
   * Adds units of the machine or of single faults.
   *
   * @param store has them
   */
  public void units(List<WorkUnit> units, MachineUnits machine, UnitStore store) {
    if (isKept()) {
      units.forEach(unit -> put(number(unit.number(), machine), store.get(unit.number())));
    }
  }

  /**
   * The record of a unit behind those of accuracy. With more trials there are more units before it,
   * but none of its own kind.
   */
  static long number(int unit, MachineUnits machine) {
    return unit < machine.behind()
        ? MACHINE + unit - machine.firstNumber()
        : SINGLE + unit - machine.behind();
  }

  private void put(long number, byte[] content) {
    try {
      RecordLog.write(number, content, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      if (isKept()) {
        out.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
