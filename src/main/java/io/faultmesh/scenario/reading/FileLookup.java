package io.faultmesh.scenario.reading;

import io.faultmesh.scenario.BadInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the files that a scenario names: beside the scenario, then in each data folder. */
public final class FileLookup {
  private final List<Path> folders;

  /** Below which all places lie; null for the root of the file system. */
  private final Path root;

  public FileLookup(Path besides, List<Path> dataFolders) {
    root = null;
    folders = new ArrayList<>();
    folders.add(besides == null ? Path.of("") : besides);
    folders.addAll(dataFolders);
  }

  /** The lookup of another machine, whose files lie below a folder under the same names. */
  public FileLookup(List<String> folders, Path root) {
    this.root = root;
    this.folders = folders.stream().map(Path::of).toList();
  }

  /** Where files are looked up, as absolute names. */
  public List<Path> folders() {
    return folders.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
  }

  /**
   * The place below a folder that stands for an absolute name.
   *
   * @param name of this machine or another
   */
  public static Path below(Path root, Path name) {
    Path place = Path.of("/").resolve(name).normalize();
    return root.resolve(Path.of("/").relativize(place));
  }

  /**
   * The first place where the file is.
   *
   * @throws BadInputException if it is nowhere, or where nobody may look; the message lists the
   *     places
   */
  public Path find(String name) {
    List<Path> tried = new ArrayList<>();
    for (Path folder : folders) {
      Path candidate = resolve(folder, name);
      if (Files.exists(candidate)) {
        return candidate;
      }
      tried.add(candidate);
    }
    tried.forEach(FileErrors::requirePlace);
    String places = String.join(", ", tried.stream().map(Path::toString).toList());
    throw new BadInputException(
        name + ": no such file (looked for " + places + "); more folders go with --data");
  }

  private Path resolve(Path folder, String name) {
    try {
      Path place = folder.resolve(name);
      return root == null ? place : below(root, place);
    } catch (InvalidPathException e) {
      throw new BadInputException("'" + name + "' is not a file name on this system", e);
    }
  }
}
