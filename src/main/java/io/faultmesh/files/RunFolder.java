package io.faultmesh.files;

import io.faultmesh.scenario.BadInputException;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An output folder in the making. Its files grow in a hidden folder and get their places in {@link
 * #complete}. Closing an incomplete one, or ending the program (also by a signal), removes all that
 * was written; what a killed program leaves, the next run to the same place removes.
 */
public final class RunFolder implements Closeable {
  /** The one file that differs between equal runs. */
  public static final String TIMING = "timing.json";

  private static final int MAX_NUMBER = 10_000;

  private final Disk disk;
  private final OutputFolder target;
  private final Provenance provenance;
  private final boolean extending;
  private final Staging staging;
  private final NewParents parents;
  private final OwnFolder work;
  private final Runnable cleanUp = this::abandon;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean ended;

  private RunFolder(
      Disk disk,
      OutputFolder target,
      Provenance provenance,
      boolean extending,
      Staging staging,
      NewParents parents,
      OwnFolder work) {
    this.work = work;
    this.disk = disk;
    this.target = target;
    this.provenance = provenance;
    this.extending = extending;
    this.staging = staging;
    this.parents = parents;
    CleanUps.add(cleanUp);
  }

  /**
   * Starts a folder.
   *
   * @throws AlreadyComplete if the whole result of the source is there
   * @throws BadInputException if the place cannot be written, or something else is there
   */
  public static RunFolder create(Path target, Existing existing, Source source) {
    return create(target, existing, source, folder -> true);
  }

  /**
   * Starts a folder, also to go on from a complete one.
   *
   * @param isEnough whether nothing needs to be added to a complete folder of the same source
   * @throws AlreadyComplete if enough of the source's result is there
   * @throws BadInputException if the place cannot be written, or something else is there
   */
  public static RunFolder create(
      Path target, Existing existing, Source source, Predicate<Path> isEnough) {
    return create(new Disk(), target, existing, source, isEnough);
  }

  static RunFolder create(
      Disk disk, Path target, Existing existing, Source source, Predicate<Path> isEnough) {
    return create(disk, target, Admission.of(existing, isEnough), source, place -> null);
  }

  /**
   * Starts a folder beside which unfinished work may lie.
   *
   * @param lesser by place, another source whose result is a part of this one's; its folder is gone
   *     on from
   * @param work claims the work's folder for a place; another run's unfinished work occupies it
   * @throws AlreadyComplete if the source's result is there
   * @throws BadInputException if the place cannot be written, or something else is there
   */
  public static RunFolder createResumable(
      Path target,
      Existing existing,
      Source source,
      Function<Path, Optional<Source>> lesser,
      Function<Path, OwnFolder> work) {
    Admission admission = new Admission(existing, folder -> true, lesser);
    return create(new Disk(), target, admission, source, work);
  }

  private static RunFolder create(
      Disk disk, Path target, Admission admission, Source source, Function<Path, OwnFolder> work) {
    for (int number = 1; ; number++) {
      Path place = OutputFolder.numbered(target, number);
      try {
        OutputFolder.sweepBeside(disk, place);
        OutputFolder at = OutputFolder.at(disk, place);
        return CleanUps.begin(() -> start(disk, at, admission, source, work));
      } catch (OccupiedException e) {
        if (admission.existing() != Existing.NUMBER || number == MAX_NUMBER) {
          throw e;
        }
      } catch (IOException e) {
        throw Reasons.unwritable(place, e);
      }
    }
  }

  private static RunFolder start(
      Disk disk,
      OutputFolder target,
      Admission admission,
      Source source,
      Function<Path, OwnFolder> work)
      throws IOException {
    Provenance provenance = source.provenance();
    target.sweep();
    boolean extending = target.admits(provenance, admission);
    source.checkOutside(target.place());
    NewParents parents = NewParents.create(disk, target.staging().getParent());
    Staging staging = Staging.begin(disk, target.staging());
    boolean begun = false;
    try {
      // Behind the lock of the staging folder, which is the work's lock, too.
      OwnFolder own = work.apply(target.place());
      begun = true;
      return new RunFolder(disk, target, provenance, extending, staging, parents, own);
    } finally {
      if (!begun) {
        staging.close();
        parents.remove();
      }
    }
  }

  /** The place of the folder, as the user named it. */
  public Path target() {
    return target.name();
  }

  /** The place of the folder, without links. */
  public Path place() {
    return target.place();
  }

  /** The complete folder that is to be replaced by more of the same; empty if none is. */
  public Optional<Path> earlier() {
    return extending ? Optional.of(target.place()) : Optional.empty();
  }

  /** The folder of unfinished work beside this one; null if none was claimed. */
  public OwnFolder work() {
    return work;
  }

  public void write(String name, String content) {
    try (Writer writer = open(name)) {
      writer.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Writer open(String name) {
    return new BufferedWriter(new OutputStreamWriter(stream(name), StandardCharsets.UTF_8));
  }

  /** Creates a file; the name may hold slashes. */
  public OutputStream stream(String name) {
    lock.lock();
    try {
      return new NamedStream(staging.create(name), target.name().resolve(name));
    } catch (IOException e) {
      throw Reasons.unwritable(target.name().resolve(name), e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives the files their places, in place of an earlier result's.
   *
   * @throws BadInputException if somebody has written to the place meanwhile; the result is kept
   *     beside it
   */
  public void complete() {
    lock.lock();
    try {
      Map<String, String> hashes = new TreeMap<>();
      for (String file : staging.written()) {
        hashes.put(file, file.equals(TIMING) ? "" : Sha256.of(staging.files().resolve(file)));
      }
      try (OutputStream out = staging.create(Marker.NAME)) {
        out.write(Marker.of(provenance, hashes).text().getBytes(StandardCharsets.UTF_8));
      }
      if (!settle()) {
        Path kept = keep();
        throw new BadInputException(
            target.name() + ": somebody wrote there meanwhile; the result is in " + kept);
      }
      parents.keep();
    } catch (IOException e) {
      throw Reasons.unwritable(target.name(), e);
    } finally {
      lock.unlock();
    }
  }

  /** False if the place is not what it was at the start. */
  private boolean settle() throws IOException {
    if (staging.isInside(target.place())) {
      Contents now = target.contents();
      if (now.foreign().isPresent()) {
        return false;
      }
      staging.commit();
      target.takeOver(staging);
      return true;
    }
    return moveTo(target.place());
  }

  private boolean moveTo(Path place) throws IOException {
    try {
      disk.move(staging.files(), place);
      return true;
    } catch (FileSystemException e) {
      if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      throw e;
    }
  }

  private Path keep() throws IOException {
    for (int number = 2; ; number++) {
      Path beside = OutputFolder.numbered(target.name(), number);
      if (moveTo(beside)) {
        parents.keep();
        return beside;
      }
    }
  }

  /** The end of the program: the lock is kept, so whoever would still write waits for the end. */
  @SuppressWarnings("LockNotBeforeTry")
  private void abandon() {
    lock.lock();
    try {
      end();
    } catch (IOException e) {
      // Nobody is left to tell; the next run to this place cleans up.
      ended = true;
    }
  }

  private void end() throws IOException {
    if (ended) {
      return;
    }
    ended = true;
    staging.close();
    parents.remove();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      end();
    } catch (IOException e) {
      throw Reasons.unwritable(target.name(), e);
    } finally {
      lock.unlock();
    }
    CleanUps.remove(cleanUp);
  }
}
