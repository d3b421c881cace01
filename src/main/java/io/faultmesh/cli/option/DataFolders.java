package io.faultmesh.cli.option;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The {@code --data} option, and the environment variable that stands in for it. */
public final class DataFolders {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "a folder in which networks and images are looked up that do not lie beside the scenario;"
              + " may be repeated; default: the folders of the environment variable FAULTMESH_DATA")
  private List<Path> given = new ArrayList<>();

  public List<Path> folders() {
    for (Path folder : given) {
      requireFolder(folder);
    }
    String variable = System.getenv("FAULTMESH_DATA");
    if (!given.isEmpty() || variable == null || variable.isEmpty()) {
      return given;
    }
    List<Path> folders = new ArrayList<>();
    for (String folder : variable.split(File.pathSeparator, -1)) {
      folders.add(Path.of(folder));
    }
    return folders;
  }

  private static void requireFolder(Path folder) {
    try {
      FileErrors.requireFolder(folder);
    } catch (BadInputException e) {
      throw new BadInputException("--data " + e.getMessage(), e);
    }
  }
}
