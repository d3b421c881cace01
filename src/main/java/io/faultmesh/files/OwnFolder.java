package io.faultmesh.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A folder beside a run folder that keeps what an unfinished run knows, over the end of the
 * program. Whoever fills the run folder has this one, too. Its few files change, each is whole at
 * any time.
 */
public final class OwnFolder {
  private static final String PARTIAL = ".partial";

  private final Disk disk;
  private final Path folder;
  private final Marker marker;

  private OwnFolder(Disk disk, Path folder, Marker marker) {
    this.disk = disk;
    this.folder = folder;
    this.marker = marker;
  }

  /**
   * Opens the folder, whether it exists or not.
   *
   * @param files the names of all files that may lie there
   * @param force whether another unfinished run's is thrown away
   * @throws io.faultmesh.scenario.BadInputException if it is another unfinished run's, or anybody
   *     else's
   */
  public static OwnFolder beside(
      Path run, String suffix, Source source, List<String> files, boolean force) {
    OwnFolder opened = claim(run, suffix, source, files, force);
    opened.create();
    return opened;
  }

  /**
   * Claims the folder's place as {@link #beside} does; what does not exist comes with its first
   * log.
   */
  public static OwnFolder claim(
      Path run, String suffix, Source source, List<String> files, boolean force) {
    return claim(new Disk(), run, suffix, source, files, force);
  }

  static OwnFolder claim(
      Disk disk, Path run, String suffix, Source source, List<String> files, boolean force) {
    OwnFolder claimed = of(disk, run, suffix, source, files);
    try {
      if (claimed.exists()) {
        claimed.takeUp(force);
      }
      return claimed;
    } catch (IOException e) {
      throw Reasons.unwritable(claimed.folder, e);
    }
  }

  private void create() {
    try {
      mark();
    } catch (IOException e) {
      throw Reasons.unwritable(folder, e);
    }
  }

  /** Whether a file has been begun. */
  public boolean has(String file) {
    return Files.exists(path(file), LinkOption.NOFOLLOW_LINKS);
  }

  /** Opens one of the folder's files to append records to. */
  public RecordLog log(String file) {
    create();
    return RecordLog.open(disk, path(file));
  }

  /** The folder if it is there and holds what the same source has left. */
  public static Optional<OwnFolder> left(
      Path run, String suffix, Source source, List<String> files) {
    OwnFolder left = of(new Disk(), run, suffix, source, files);
    try {
      return left.exists()
              && Files.isDirectory(left.folder, LinkOption.NOFOLLOW_LINKS)
              && Contents.of(left.folder).foreign().isEmpty()
              && Marker.read(left.folder).map(left.marker::equals).orElse(true)
          ? Optional.of(left)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static OwnFolder of(
      Disk disk, Path run, String suffix, Source source, List<String> files) {
    Map<String, String> names = new TreeMap<>();
    for (String file : files) {
      names.put(file, "");
      names.put(file + PARTIAL, "");
    }
    names.put(Marker.NAME + PARTIAL, "");
    Path folder = run.resolveSibling(run.getFileName() + suffix);
    return new OwnFolder(disk, folder, Marker.of(source.provenance(), names));
  }

  private boolean exists() {
    return Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
  }

  private void takeUp(boolean force) throws IOException {
    boolean real = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    Contents found = real ? Contents.of(folder) : null;
    // A kill may have come before the marker was written.
    boolean begun = real && onlyPartialMarker();
    if (!real || (found.foreign().isPresent() && !begun)) {
      throw new OccupiedException(
          folder + ": is in the way and was not written by faultmesh; move it away");
    }
    boolean same = found.marker().map(one -> one.equals(marker)).orElse(true);
    if (!same && !force) {
      throw new OccupiedException(
          folder
              + ": holds unfinished work of another scenario, of other inputs or of another build;"
              + " give another --out, or --force to throw it away");
    }
    if (!same) {
      delete();
    }
  }

  private boolean onlyPartialMarker() throws IOException {
    Path partial = folder.resolve(Marker.NAME + PARTIAL);
    try (var files = Files.list(folder)) {
      return files.allMatch(partial::equals)
          && (!Files.exists(partial) || marker.text().startsWith(Files.readString(partial)));
    }
  }

  private void mark() throws IOException {
    if (!Files.exists(folder)) {
      disk.createFolder(folder);
    }
    if (!Files.exists(path(Marker.NAME))) {
      replace(Marker.NAME, marker.text());
    }
  }

  public Path path(String file) {
    return folder.resolve(file);
  }

  /** Gives a file other content at once. */
  public void replace(String file, String text) {
    Path partial = path(file + PARTIAL);
    try {
      disk.delete(partial);
      disk.write(partial, text);
      disk.replace(partial, path(file));
    } catch (IOException e) {
      throw Reasons.unwritable(path(file), e);
    }
  }

  /** Removes the folder and all that this program has written there. */
  public void delete() {
    try {
      for (String file : marker.files().keySet()) {
        disk.delete(path(file));
      }
      disk.delete(path(Marker.NAME));
      disk.deleteIfEmpty(folder);
    } catch (IOException e) {
      throw Reasons.unwritable(folder, e);
    }
  }
}
