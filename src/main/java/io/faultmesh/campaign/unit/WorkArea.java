package io.faultmesh.campaign.unit;

import io.faultmesh.experiment.RunOptions;
import io.faultmesh.files.AlreadyComplete;
import io.faultmesh.files.CleanUps;
import io.faultmesh.files.OwnFolder;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.files.RecordLog;
import io.faultmesh.files.RunFolder;
import io.faultmesh.files.Source;
import io.faultmesh.scenario.BadInputException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The finished units of a run that is not complete, in a folder beside its run folder: the same
 * command goes on from them, however the program ended.
 */
public final class WorkArea implements UnitStore, Closeable {
  private static final String SUFFIX = ".unfinished";
  private static final String UNITS = "units";
  private static final List<String> FILES = List.of(UNITS);

  /** The record that names what all units stand on. */
  private static final long BASIS = -1;

  private final OwnFolder folder;
  private final String basis;

  /** Begins with the first unit. */
  private RecordLog log;

  private WorkArea(OwnFolder folder, String basis) {
    this.folder = folder;
    this.basis = basis;
  }

  /**
   * Starts a run's folder, and claims the place of its work area beside it. What a run left there
   * that was killed when its folder was complete is removed.
   *
   * @param resumable whether the run has a work area
   * @param lesser by place, another source whose result the run goes on from
   * @throws AlreadyComplete if the source's result is there
   * @throws BadInputException if the place cannot be written, or something else is there
   */
  public static RunFolder runFolder(
      RunOptions options,
      Source source,
      boolean resumable,
      Function<Path, Optional<Source>> lesser) {
    Source ofBuild =
        new Source(
            // The units of one build cannot be taken up by another.
            source.program() + " " + ProgramVersion.build(),
            source.command(),
            source.settings(),
            source.inputs());
    try {
      return RunFolder.createResumable(
          options.out(),
          options.existing(),
          source,
          lesser,
          place -> resumable ? claim(place, ofBuild, options.replaces()) : null);
    } catch (AlreadyComplete e) {
      OwnFolder.left(e.place(), SUFFIX, ofBuild, FILES).ifPresent(OwnFolder::delete);
      throw e;
    }
  }

  private static OwnFolder claim(Path run, Source source, boolean force) {
    CleanUps.resumable(true);
    return OwnFolder.claim(run, SUFFIX, source, FILES, force);
  }

  /**
   * Opens a work area.
   *
   * @param prepared SHA-256 of the scales and scores in use
   * @param kept trials of an earlier run, which the units follow
   * @param force whether units that were computed with others are thrown away
   * @throws BadInputException if there are such units
   */
  public static WorkArea open(OwnFolder folder, String prepared, int kept, boolean force) {
    String basis = kept == 0 ? prepared : prepared + " " + kept;
    WorkArea area = new WorkArea(folder, basis);
    if (folder.has(UNITS)) {
      area.begin();
      Optional<byte[]> known = area.log.get(BASIS);
      if (known.isPresent() && !text(known.get()).equals(basis)) {
        area.log.close();
        area.log = null;
        if (!force) {
          throw new BadInputException(
              folder.path(UNITS)
                  + ": its units were computed with other scales or scores, or go on from a run that"
                  + " is not there; give the --prepared folder of them, or --force to throw them"
                  + " away");
        }
        folder.delete();
      }
    }
    return area;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void begin() {
    log = folder.log(UNITS);
  }

  @Override
  public synchronized boolean has(int unit) {
    return log != null && log.has(unit);
  }

  @Override
  public synchronized void put(int unit, byte[] counts) {
    if (log == null) {
      begin();
    }
    log.put(BASIS, basis.getBytes(StandardCharsets.UTF_8));
    log.put(unit, counts);
  }

  @Override
  public synchronized byte[] get(int unit) {
    return log.get(unit).orElseThrow();
  }

  /** Writes units that are there as a log of their own. */
  public synchronized void copy(List<WorkUnit> units, OutputStream to) throws IOException {
    if (!units.isEmpty()) {
      log.copy(units.stream().map(unit -> (long) unit.number()).toList(), to);
    }
  }

  /** Lets go of the file; the units stay. */
  @Override
  public synchronized void close() {
    if (log != null) {
      log.close();
      log = null;
    }
  }

  /** The run folder is complete: the units have served. */
  public void delete() {
    close();
    folder.delete();
    CleanUps.resumable(false);
  }
}
