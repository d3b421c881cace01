package io.faultmesh.campaign;

import io.faultmesh.campaign.unit.AccuracyMeasurement;
import io.faultmesh.campaign.unit.UnitCodec;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.files.RecordLog;
import io.faultmesh.files.RunFolder;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes the file {@code counts} of a run folder, from which a run of more trials goes on: first
 * the sums over trials of each range of images, and at the end the sums over images of each trial.
 */
final class CountsWriter implements Closeable {
  static final String NAME = "counts";

  /** The record that names the scales, scores and build behind all others. */
  static final long ORIGIN = -1;

  /** The record of the trials; behind it one for each range of images. */
  static final long TRIALS = 0;

  private final OutputStream out;
  private long range = TRIALS;

  CountsWriter(RunFolder folder, Preparation prepared) {
    this.out = folder.stream(NAME);
    put(ORIGIN, origin(prepared).getBytes(StandardCharsets.UTF_8));
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
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
