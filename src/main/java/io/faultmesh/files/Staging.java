package io.faultmesh.files;

import io.faultmesh.scenario.BadInputException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A hidden folder in which results grow before they get their names. One process at a time has it:
 * the operating system drops the lock of a killed one, so whoever comes next knows that it may
 * clean up. It holds {@code lock}, {@code names} (a line for every file, written before the file
 * is), the folder {@code files}, and {@code commit} once everything in {@code files} is whole.
 */
final class Staging implements Closeable {
  /** The name of a staging folder inside the output folder. */
  static final String INSIDE = Marker.NAME + ".partial";

  private static final String MAGIC = "faultmesh staging 1";
  private static final String LOCK = FolderLock.NAME;
  private static final String NAMES = "names";
  private static final String FILES = "files";
  private static final String COMMIT = "commit";
  private static final int TRIES = 20;

  private final Disk disk;
  private final Path folder;
  private final FolderLock lock;

  private Staging(Disk disk, Path folder, FolderLock lock) {
    this.disk = disk;
    this.folder = folder;
    this.lock = lock;
  }

  /** The place of a staging folder beside a file or folder that does not exist yet. */
  static Path beside(Path target) {
    return target.resolveSibling("." + target.getFileName() + ".partial");
  }

  /**
   * Takes a staging folder as it is, or creates one.
   *
   * @throws OccupiedException if another process has it, or something else has its name
   */
  static Staging open(Disk disk, Path folder) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      boolean created = create(disk, folder);
      try {
        if (!created) {
          checkOurs(disk, folder);
        }
        FolderLock lock = FolderLock.take(disk, folder, created);
        if (lock != null) {
          Staging staging = new Staging(disk, folder, lock);
          if (staging.isOurs()) {
            return staging;
          }
          lock.close();
        }
      } catch (NoSuchFileException e) {
        // The process that had it has removed it in the meantime, so it is tried again.
      }
    }
    throw new OccupiedException(folder + ": is in the way; move it away");
  }

  private static boolean exists(Path folder) {
    return Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean create(Disk disk, Path folder) throws IOException {
    try {
      disk.createFolder(folder);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Whether a staging folder of this program is there, and nothing of anybody else's in it. */
  static boolean isOurs(Disk disk, Path folder) throws IOException {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && new Staging(disk, folder, null).isOurs();
  }

  private static void checkOurs(Disk disk, Path folder) throws IOException {
    if (!isOurs(disk, folder)) {
      throw new OccupiedException(
          folder + ": is in the way and was not written by faultmesh; move it away");
    }
  }

  /** Whether nothing lies in the folder but what a staging folder of this program holds. */
  private boolean isOurs() throws IOException {
    List<Path> own = List.of(path(LOCK), path(NAMES), path(FILES), path(COMMIT));
    List<Path> inside = new ArrayList<>();
    List<Path> written = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(path -> !path.equals(folder)).toList()) {
        (path.startsWith(files()) && !path.equals(files()) ? written : inside).add(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (!own.containsAll(inside) || !isEmpty(LOCK) || !isEmpty(COMMIT) || !hasMagic()) {
      return false;
    }
    // Names are read last: they are written before their files.
    Set<Path> names = names();
    return written.stream()
        .allMatch(path -> names.contains(path) || names.stream().anyMatch(n -> n.startsWith(path)));
  }

  private boolean isEmpty(String name) throws IOException {
    return !exists(path(name)) || (isFile(name) && Files.size(path(name)) == 0);
  }

  private boolean isFile(String name) {
    return Files.isRegularFile(path(name), LinkOption.NOFOLLOW_LINKS);
  }

  /** A killed process may have written a part of the first line. */
  private boolean hasMagic() throws IOException {
    if (!exists(path(NAMES))) {
      return true;
    }
    if (!isFile(NAMES)) {
      return false;
    }
    String text = Files.readString(path(NAMES), StandardCharsets.UTF_8);
    return text.startsWith(MAGIC + "\n") || (MAGIC + "\n").startsWith(text);
  }

  /** The files that were begun, whole paths; a line without its end was not written in time. */
  private Set<Path> names() throws IOException {
    Set<Path> names = new LinkedHashSet<>();
    if (!isFile(NAMES)) {
      return names;
    }
    String text = Files.readString(path(NAMES), StandardCharsets.UTF_8);
    String[] lines = text.split("\n", -1);
    if (!lines[0].equals(MAGIC)) {
      return names;
    }
    for (int i = 1; i < lines.length - 1; i++) {
      names.add(files().resolve(lines[i]));
    }
    return names;
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  /** Where the files grow. */
  Path files() {
    return path(FILES);
  }

  boolean isInside(Path target) {
    return folder.getParent().equals(target);
  }

  /** Takes a staging folder, removes what a killed process has left, and starts anew. */
  static Staging begin(Disk disk, Path folder) throws IOException {
    Staging staging = open(disk, folder);
    boolean begun = false;
    try {
      staging.clear();
      disk.write(staging.path(NAMES), MAGIC + "\n");
      disk.createFolder(staging.files());
      begun = true;
      return staging;
    } finally {
      if (!begun) {
        staging.close();
      }
    }
  }

  /** Creates a file; the name may hold slashes. */
  OutputStream create(String name) throws IOException {
    if (name.contains("\n")) {
      throw new BadInputException(name + ": a line break cannot stand in the name of a file");
    }
    disk.append(path(NAMES), name + "\n");
    Path file = files().resolve(name);
    createFolders(file.getParent());
    return disk.create(file);
  }

  private void createFolders(Path parent) throws IOException {
    if (!exists(parent)) {
      createFolders(parent.getParent());
      disk.createFolder(parent);
    }
  }

  /** The names of the files that are there, in order. */
  List<String> written() throws IOException {
    if (!exists(files())) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(files())) {
      return paths
          .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> files().relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  /** From now on the files belong to the folder around, whatever happens to this process. */
  void commit() throws IOException {
    disk.create(path(COMMIT)).close();
  }

  boolean isCommitted() {
    return exists(path(COMMIT));
  }

  private void clear() throws IOException {
    List<Path> names = new ArrayList<>(names());
    Set<Path> parents = new LinkedHashSet<>();
    for (Path name : names) {
      disk.delete(name);
      for (Path up = name.getParent(); up.startsWith(files()); up = up.getParent()) {
        parents.add(up);
      }
    }
    for (Path parent : parents.stream().sorted(Comparator.reverseOrder()).toList()) {
      disk.deleteIfEmpty(parent);
    }
    disk.deleteIfEmpty(files());
    if (!exists(files())) {
      disk.delete(path(COMMIT));
      disk.delete(path(NAMES));
    }
  }

  /** Removes the folder with all that this program has written there. */
  @Override
  public void close() throws IOException {
    if (!lock.isHeld()) {
      return;
    }
    try {
      if (!isCommitted() || written().isEmpty()) {
        clear();
      }
      if (!exists(path(NAMES))) {
        disk.delete(path(LOCK));
        disk.deleteIfEmpty(folder);
      }
    } finally {
      lock.close();
    }
  }
}
