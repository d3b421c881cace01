package io.faultmesh.scenario;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the files that a scenario names: beside the scenario, then in each data folder. */
public final class FileLookup {
  private final List<Path> folders;

  public FileLookup(Path besides, List<Path> dataFolders) {
    folders = new ArrayList<>();
    folders.add(besides == null ? Path.of("") : besides);
    folders.addAll(dataFolders);
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

  private static Path resolve(Path folder, String name) {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      throw new BadInputException("'" + name + "' is not a file name on this system", e);
    }
  }
}
