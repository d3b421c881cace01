package io.faultmesh.optimize;

import io.faultmesh.files.OwnFolder;
import io.faultmesh.files.RunFolder;
import io.faultmesh.files.Source;
import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The points of a search that is not complete, in a folder beside the run folder. A killed search
 * leaves it behind, and the same command goes on from it; so does a larger budget from a complete
 * run folder of the same scenario.
 */
final class SearchRecord {
  static final String POINTS = "points.csv";

  private static final String UNFINISHED = ".unfinished";

  private final OwnFolder folder;
  private final Path source;
  private final List<String> lines = new ArrayList<>();

  private SearchRecord(OwnFolder folder, Path source) {
    this.folder = folder;
    this.source = source;
  }

  /**
   * Opens the record of a search.
   *
   * @param run the folder that the search is to fill; nobody else fills it meanwhile
   * @param origin what the search follows from; only a record of the same is taken up
   * @throws BadInputException if something else is in the way
   */
  static SearchRecord open(RunFolder run, Source origin, boolean force) {
    OwnFolder folder = OwnFolder.beside(run.place(), UNFINISHED, origin, List.of(POINTS), force);
    Path unfinished = folder.path(POINTS);
    boolean goesOn = Files.exists(unfinished) || run.earlier().isEmpty();
    SearchRecord record =
        new SearchRecord(folder, goesOn ? unfinished : run.earlier().get().resolve(POINTS));
    record.lines.addAll(points(record.source));
    return record;
  }

  /** The points of a file, without its header. */
  private static List<String> points(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty() || !PointTable.HEADER.strip().equals(lines.get(0))) {
        throw new BadInputException(file + ": is not a list of points");
      }
      return lines.subList(1, lines.size());
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether a complete run folder holds as many points as are asked for. */
  static boolean holds(Path run, int points) {
    return points(run.resolve(POINTS)).size() >= points;
  }

  /** Removes what a search left that was killed when its run folder was complete. */
  static void sweep(Path run, Source origin) {
    OwnFolder.left(run, UNFINISHED, origin, List.of(POINTS))
        .filter(left -> holds(run, points(left.path(POINTS)).size()))
        .ifPresent(OwnFolder::delete);
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
    folder.replace(POINTS, text(lines.size()));
  }

  /** The file's text with the first points only. */
  String text(int points) {
    return PointTable.HEADER
        + String.join("", lines.stream().limit(points).map(l -> l + "\n").toList());
  }

  /** The run folder is complete: the record has served. */
  void delete() {
    folder.delete();
  }
}
