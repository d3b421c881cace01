package io.faultmesh.optimize;

import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The points of a search that is not complete, in a folder beside the run folder. A killed search
 * leaves it behind, and the same command goes on from it; so does a larger budget from a complete
 * run folder of the same scenario.
 */
final class SearchRecord {
  private static final String POINTS = "points.csv";
  private static final String SCENARIO = "scenario.yaml";
  private static final String SCORES = "scores*";

  private final Path folder;
  private final Path source;
  private final List<String> lines = new ArrayList<>();

  private SearchRecord(Path folder, Path source) {
    this.folder = folder;
    this.source = source;
  }

  /**
   * Opens the record of a search.
   *
   * @param scenario as resolved; only a record of the same text is taken up
   * @throws BadInputException if an unfinished search of another scenario is in the way
   */
  static SearchRecord open(Path out, String scenario) {
    Path absolute = out.toAbsolutePath().normalize();
    Path folder = absolute.resolveSibling(absolute.getFileName() + ".unfinished");
    try {
      boolean unfinished = Files.exists(folder.resolve(SCENARIO));
      if (unfinished && !holds(folder, scenario)) {
        throw new BadInputException(
            folder + ": holds an unfinished search of another scenario; remove it to start anew");
      }
      Path source = unfinished || !holds(absolute, scenario) ? folder : absolute;
      SearchRecord record = new SearchRecord(folder, source.resolve(POINTS));
      // Points without their scenario are of no known search.
      if (holds(source, scenario) && Files.exists(record.source)) {
        record.lines.addAll(Files.readAllLines(record.source));
      }
      if (!record.lines.isEmpty() && !PointTable.HEADER.strip().equals(record.lines.remove(0))) {
        throw new BadInputException(record.source + ": is not a list of points");
      }
      Files.createDirectories(folder);
      if (source.equals(absolute)) {
        record.takeScores(absolute);
      }
      replace(folder.resolve(SCENARIO), scenario);
      return record;
    } catch (IOException e) {
      throw new BadInputException(folder + ": cannot be used: " + e.getMessage(), e);
    }
  }

  private static boolean holds(Path folder, String scenario) throws IOException {
    Path file = folder.resolve(SCENARIO);
    return Files.exists(file) && Files.readString(file).equals(scenario);
  }

  /** A backward pass is dear, and another processor may round it otherwise. */
  private void takeScores(Path from) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from, SCORES)) {
      for (Path file : files) {
        Path copy = folder.resolve(file.getFileName());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** The folder of the record, which the search's workbench takes for its run folder. */
  Path folder() {
    return folder;
  }

  /** Opens a file of the record. */
  OutputStream stream(String name) {
    try {
      return Files.newOutputStream(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Recorded lines, without header. */
  List<String> lines() {
    return lines;
  }

  /** The file that they came from, for messages. */
  String source() {
    return source.toString();
  }

  /** Adds the next point's line; the file is whole at any time. */
  void append(String line) {
    lines.add(line.strip());
    try {
      replace(folder.resolve(POINTS), text(lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file's text with the first points only. */
  String text(int points) {
    return PointTable.HEADER
        + String.join("", lines.stream().limit(points).map(l -> l + "\n").toList());
  }

  private static void replace(Path file, String text) throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    Files.writeString(partial, text);
    Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The run folder is complete: the record has served. */
  void delete() {
    try {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
