package io.faultmesh.files;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A place for an output folder, and the rule of what may be written there: a folder is touched only
 * if it is empty, or if this program made it and nothing else lies in it.
 */
final class OutputFolder {
  private final Disk disk;
  private final Path place;

  /** The place as the user named it, for messages. */
  private final Path name;

  private OutputFolder(Disk disk, Path place, Path name) {
    this.disk = disk;
    this.place = place;
    this.name = name;
  }

  /**
   * Looks at a place; a link to a folder is followed.
   *
   * @throws BadInputException if it cannot become a folder
   */
  static OutputFolder at(Disk disk, Path name) throws IOException {
    if (!Files.exists(name)) {
      if (Files.isSymbolicLink(name)) {
        throw new BadInputException(name + ": is a link to nothing; nothing was written");
      }
      // What the last part of the path is must not depend on links in front of it.
      return new OutputFolder(disk, name.toAbsolutePath().normalize(), name);
    }
    if (!Files.isDirectory(name)) {
      throw new BadInputException(name + ": is a file; an output folder is needed");
    }
    return new OutputFolder(disk, name.toRealPath(), name);
  }

  /** The second, third ... name of a place: {@code NAME-2}, {@code NAME-3}. */
  static Path numbered(Path target, int number) {
    if (number == 1) {
      return target;
    }
    Path whole = target.toAbsolutePath().normalize();
    // The last part of a path like "." is not a name that a number could stand behind.
    Path shown = whole.getFileName().equals(target.getFileName()) ? target : whole;
    return shown.resolveSibling(whole.getFileName() + "-" + number);
  }

  Path place() {
    return place;
  }

  Path name() {
    return name;
  }

  boolean exists() {
    return Files.exists(place, LinkOption.NOFOLLOW_LINKS);
  }

  /** Where the next content grows. */
  Path staging() {
    return exists() ? place.resolve(Staging.INSIDE) : Staging.beside(place);
  }

  /** Removes what a killed process has left beside a place, whatever stands there now. */
  static void sweepBeside(Disk disk, Path name) throws IOException {
    Path whole = name.toAbsolutePath().normalize();
    // Beside the root of the file system is nothing.
    if (whole.getFileName() != null && Staging.isOurs(disk, Staging.beside(whole))) {
      Staging.open(disk, Staging.beside(whole)).close();
    }
  }

  /** Ends what a killed process has begun: its half-written files go, its whole ones come. */
  void sweep() throws IOException {
    sweepBeside(disk, place);
    Path inside = place.resolve(Staging.INSIDE);
    if (Staging.isOurs(disk, inside)) {
      try (Staging staging = Staging.open(disk, inside)) {
        if (staging.isCommitted()) {
          takeOver(staging);
        }
      }
    }
  }

  Contents contents() throws IOException {
    return Contents.of(place);
  }

  /**
   * Decides whether a result may be written here.
   *
   * @return whether the complete result of the same source is here, but not enough of it, or that
   *     of the lesser source
   * @throws AlreadyComplete if nothing is to be done
   * @throws OccupiedException if something else is here
   */
  boolean admits(Provenance source, Admission admission) throws IOException {
    if (!exists()) {
      return false;
    }
    Contents found = contents();
    if (found.foreign().isPresent()) {
      throw new OccupiedException(
          Text.format(
              "%s: holds %s, which faultmesh did not write or somebody has changed; give another --out",
              name, found.foreign().get()));
    }
    boolean same = found.marker().map(one -> one.source().equals(source)).orElse(false);
    boolean complete = same && found.whole();
    if (complete && !admission.replaces() && admission.isEnough().test(place)) {
      throw new AlreadyComplete(name, place);
    }
    if (!same && !found.isEmpty() && !admission.replaces()) {
      Marker marker = found.marker().get();
      Optional<Provenance> lesser = admission.lesser().apply(place).map(Source::provenance);
      if (found.whole() && lesser.equals(Optional.of(marker.source()))) {
        return true;
      }
      throw new OccupiedException(
          Text.format(
              "%s: holds %s; give another --out, or --force to replace it",
              name, marker.source().difference(source)));
    }
    return complete && !admission.replaces();
  }

  /**
   * Moves committed files to their place, in the place of an earlier result; any part of it may
   * have happened already.
   *
   * @throws BadInputException if somebody else's file is in the way; nothing was moved then
   */
  void takeOver(Staging staging) throws IOException {
    Optional<Marker> next = Marker.read(staging.files());
    if (next.isEmpty()) {
      return;
    }
    Marker old = Marker.read(place).orElse(Marker.of(next.get().source(), Map.of()));
    for (String file : staging.written()) {
      Path there = place.resolve(file);
      boolean free = !Files.exists(there, LinkOption.NOFOLLOW_LINKS);
      if (!free && !file.equals(Marker.NAME) && !old.owns(place, file)) {
        throw new OccupiedException(
            there + ": was changed while a result was written; move it away and start again");
      }
    }
    Set<Path> emptied = new HashSet<>();
    for (String file : old.files().keySet()) {
      if (!next.get().files().containsKey(file) && old.owns(place, file)) {
        disk.delete(place.resolve(file));
        for (Path up = Path.of(file).getParent(); up != null; up = up.getParent()) {
          emptied.add(up);
        }
      }
    }
    for (Path parent : emptied) {
      disk.deleteIfEmpty(place.resolve(parent));
    }
    for (String file : staging.written()) {
      if (!file.equals(Marker.NAME)) {
        move(staging.files().resolve(file), place.resolve(file));
      }
    }
    // Last: until then both markers tell which files are whose.
    disk.replace(staging.files().resolve(Marker.NAME), place.resolve(Marker.NAME));
  }

  private void move(Path from, Path to) throws IOException {
    createFolders(to.getParent());
    disk.replace(from, to);
  }

  private void createFolders(Path parent) throws IOException {
    if (!Files.exists(parent, LinkOption.NOFOLLOW_LINKS)) {
      createFolders(parent.getParent());
      disk.createFolder(parent);
    }
  }
}
