package io.faultmesh.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What equal runs have in common: all files but the one with times. */
final class ResultFiles {
  private ResultFiles() {}

  /** By name, a character for each byte. */
  static Map<String, String> of(Path run) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(run)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        if (!path.endsWith("timing.json")) {
          String text = Files.readString(path, StandardCharsets.ISO_8859_1);
          files.put(run.relativize(path).toString(), text);
        }
      }
    }
    return files;
  }
}
