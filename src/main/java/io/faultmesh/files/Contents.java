package io.faultmesh.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What lies in a folder.
 *
 * @param marker the program's own; empty if the program did not make the folder
 * @param foreign something that the program did not write; empty if there is none
 * @param whole whether every file that the marker names is there
 */
record Contents(Optional<Marker> marker, Optional<String> foreign, boolean whole) {

  /** Looks, and changes nothing; a staging folder inside is not looked into. */
  static Contents of(Path folder) throws IOException {
    Optional<Marker> marker = Marker.read(folder);
    Set<Path> parents = new HashSet<>();
    boolean whole = true;
    for (String name : marker.map(one -> one.files().keySet()).orElse(Set.of())) {
      whole &= Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
      for (Path up = Path.of(name).getParent(); up != null; up = up.getParent()) {
        parents.add(up);
      }
    }
    return new Contents(marker, foreign(folder, folder, marker, parents), whole);
  }

  /** Ends at the first find: a user's folder may be large. */
  private static Optional<String> foreign(
      Path folder, Path inside, Optional<Marker> marker, Set<Path> parents) throws IOException {
    for (Path path : children(inside)) {
      Path name = folder.relativize(path);
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        if (name.equals(Path.of(Staging.INSIDE))) {
          continue;
        }
        if (!parents.contains(name)) {
          return Optional.of(name.toString());
        }
        Optional<String> deeper = foreign(folder, path, marker, parents);
        if (deeper.isPresent()) {
          return deeper;
        }
      } else if (marker.isEmpty() || !isOwn(folder, name.toString(), marker.get())) {
        return Optional.of(name.toString());
      }
    }
    return Optional.empty();
  }

  private static boolean isOwn(Path folder, String name, Marker marker) {
    return name.equals(Marker.NAME) || marker.owns(folder, name);
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    }
  }

  boolean isEmpty() {
    return marker.isEmpty() && foreign.isEmpty();
  }
}
