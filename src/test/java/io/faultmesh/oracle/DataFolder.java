package io.faultmesh.oracle;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The folders of trained networks and images that {@code FAULTMESH_DATA} names. */
public final class DataFolder {
  private DataFolder() {}

  /** The first folder that holds all files; the test is skipped where there is none. */
  public static Path with(String... files) {
    String named = System.getenv("FAULTMESH_DATA");
    for (String place : named == null ? new String[0] : named.split(":")) {
      if (Stream.of(files).allMatch(file -> Files.exists(Path.of(place, file)))) {
        return Path.of(place);
      }
    }
    assumeTrue(false, "needs FAULTMESH_DATA, a folder with " + String.join(" and ", files));
    throw new IllegalStateException();
  }
}
