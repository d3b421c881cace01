package io.faultmesh.dataset;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code labels.csv} of a folder: which image file has which label.
 *
 * @param labelled whether it has a column of labels
 */
record LabelTable(List<Entry> entries, boolean labelled) {
  /** One line: a file, beside the table or below, and its label. */
  record Entry(Path file, int label) {}

  private static final long MAX_TABLE_BYTES = 1L << 28;
  private static final String HEADER = "file,label";
  private static final String UNLABELLED_HEADER = "file";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * Reads the table and makes sure that the files exist.
   *
   * @throws BadInputException with the number of the line that cannot be used
   */
  static LabelTable read(Path table) {
    FileErrors.requireFile(table);
    if (table.toFile().length() > MAX_TABLE_BYTES) {
      throw DataFiles.bad(table, "over 256 MiB; this is not a table of labels");
    }
    List<Entry> entries = new ArrayList<>();
    boolean labelled;
    try (BufferedReader reader = Files.newBufferedReader(table)) {
      labelled = isLabelled(table, reader.readLine());
      int number = 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          entries.add(labelled ? entry(table, number, line) : unlabelled(table, number, line));
        }
      }
    } catch (CharacterCodingException e) {
      throw new BadInputException(table + ": is not text in UTF-8", e);
    } catch (IOException e) {
      throw FileErrors.unreadable(table, e);
    }
    if (entries.isEmpty()) {
      throw DataFiles.bad(table, "names no images");
    }
    return new LabelTable(entries, labelled);
  }

  private static boolean isLabelled(Path table, String header) {
    String columns = header == null ? "" : header.replace(BYTE_ORDER_MARK, "").strip();
    if (!columns.equals(HEADER) && !columns.equals(UNLABELLED_HEADER)) {
      throw DataFiles.bad(
          table,
          "line 1: must be the header \""
              + HEADER
              + "\", or \""
              + UNLABELLED_HEADER
              + "\" for images without labels");
    }
    return columns.equals(HEADER);
  }

  private static Entry entry(Path table, int number, String line) {
    // The last comma, so that file names may hold commas.
    int comma = line.lastIndexOf(',');
    String name = comma < 0 ? "" : line.substring(0, comma).strip();
    if (name.isEmpty()) {
      throw bad(table, number, "must be \"file,label\", not " + quoted(line));
    }
    return new Entry(
        file(table, number, name), label(table, number, line.substring(comma + 1).strip()));
  }

  private static Entry unlabelled(Path table, int number, String line) {
    return new Entry(file(table, number, line.strip()), LabelledImage.UNLABELLED);
  }

  private static Path file(Path table, int number, String name) {
    try {
      Path folder = table.toAbsolutePath().getParent();
      if (!folder.resolve(name).normalize().startsWith(folder.normalize())) {
        throw bad(table, number, quoted(name) + " lies outside the table's folder");
      }
      Path file = table.resolveSibling(name);
      if (!Files.isRegularFile(file)) {
        throw bad(table, number, "no such image file: " + file);
      }
      return file;
    } catch (InvalidPathException e) {
      throw bad(table, number, quoted(name) + " is not a file name");
    }
  }

  private static int label(Path table, int number, String text) {
    int label;
    try {
      label = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw bad(table, number, "the label must be a whole number, not " + quoted(text));
    }
    if (label < 0) {
      throw bad(table, number, "the label must not be negative: " + label);
    }
    return label;
  }

  /** Text of the file for a message: one line, whatever the file really is. */
  private static String quoted(String text) {
    String plain = text.strip().replaceAll("\\p{Cntrl}", "?");
    return '"' + (plain.length() > 60 ? plain.substring(0, 60) + "..." : plain) + '"';
  }

  private static BadInputException bad(Path table, int number, String what) {
    return DataFiles.bad(table, "line " + number + ": " + what);
  }
}
