package io.faultmesh.report.read;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks the rows of a comma-separated file with a line of headings, one row in memory at a time.
 * Fields may stand in quotes (RFC 4180), but a row is one line.
 */
public final class CsvRows implements Closeable {
  /** A row of this program's files has some hundred characters. */
  private static final int MAX_LINE = 1 << 20;

  private final Path file;
  private final BufferedReader reader;
  private final List<String> columns;
  private long line = 1;
  private List<String> row;

  private CsvRows(Path file, BufferedReader reader) {
    this.file = file;
    this.reader = reader;
    String headings = readLine();
    this.columns = headings == null ? List.of() : split(headings);
  }

  /**
   * Opens a file and reads its headings; an empty file has none.
   *
   * @throws BadInputException if it cannot be read
   */
  public static CsvRows open(Path file) {
    FileErrors.requireFile(file);
    try {
      return new CsvRows(file, Files.newBufferedReader(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e);
    }
  }

  public List<String> columns() {
    return columns;
  }

  /** The columns of a file whose first field is a text, so that they name what a row is about. */
  public static List<String> textColumns(Path file) {
    try (CsvRows csv = open(file)) {
      boolean any = csv.next();
      return csv.columns.stream()
          .filter(column -> any && Table.field(csv.text(csv.index(column))) instanceof String)
          .toList();
    }
  }

  /** The place of a column; -1 if the file has none of this name. */
  public int index(String column) {
    return columns.indexOf(column);
  }

  /**
   * Goes to the next row; false behind the last one.
   *
   * @throws BadInputException if the row has more or fewer fields than there are headings
   */
  public boolean next() {
    String text = readLine();
    if (text == null) {
      return false;
    }
    line++;
    row = split(text);
    if (row.size() != columns.size()) {
      throw bad(row.size() + " fields under " + columns.size() + " headings");
    }
    return true;
  }

  /** The field of the present row. */
  public String text(int index) {
    return row.get(index);
  }

  /** The field as a number; NaN where it is empty. */
  public double number(int index) {
    String field = row.get(index);
    try {
      return field.isEmpty() ? Double.NaN : Double.parseDouble(field);
    } catch (NumberFormatException e) {
      throw bad("no number in column " + columns.get(index) + ": '" + field + "'");
    }
  }

  /** The field as a whole number. */
  public long whole(int index) {
    try {
      return Long.parseLong(row.get(index));
    } catch (NumberFormatException e) {
      throw bad("no whole number in column " + columns.get(index) + ": '" + row.get(index) + "'");
    }
  }

  private BadInputException bad(String what) {
    return new BadInputException(file + ", line " + line + ": " + what + "; make the run again");
  }

  private String readLine() {
    try {
      String text = reader.readLine();
      if (text != null && text.length() > MAX_LINE) {
        throw bad("over " + MAX_LINE + " characters");
      }
      return text;
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e);
    }
  }

  /** The fields of a line. */
  public static List<String> split(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder quoted = new StringBuilder();
    int at = 0;
    while (at <= line.length()) {
      if (at < line.length() && line.charAt(at) == '"') {
        at = quoted(line, at + 1, quoted);
        fields.add(quoted.toString());
        quoted.setLength(0);
      } else {
        int comma = line.indexOf(',', at);
        int end = comma < 0 ? line.length() : comma;
        fields.add(line.substring(at, end));
        at = end;
      }
      at++;
    }
    return fields;
  }

  /** Takes in a quoted field; gives the place of the comma behind it. */
  private static int quoted(String line, int start, StringBuilder field) {
    int at = start;
    while (at < line.length()) {
      if (line.charAt(at) != '"') {
        field.append(line.charAt(at++));
      } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
        field.append('"');
        at += 2;
      } else {
        break;
      }
    }
    int comma = line.indexOf(',', at);
    return comma < 0 ? line.length() : comma;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e);
    }
  }
}
