package io.faultmesh.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The {@code --data} option, and the environment variable that stands in for it. */
final class DataFolders {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "a folder in which scenario files are looked up; default FAULTMESH_DATA")
  private List<Path> given = new ArrayList<>();

  List<Path> folders() {
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
}
