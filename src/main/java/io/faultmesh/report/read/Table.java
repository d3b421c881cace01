package io.faultmesh.report.read;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns and rows; a field is a number, a text, or null for an empty one.
 *
 * @param note what the table leaves out, as a sentence; empty if it is whole
 */
public record Table(List<String> columns, List<List<Object>> rows, String note) {

  /** The first rows of a file as they stand there. */
  public static Table first(CsvRows csv, int maxRows) {
    List<List<Object>> rows = new ArrayList<>();
    String note = "";
    while (csv.next()) {
      if (rows.size() == maxRows) {
        note = "Only the first " + maxRows + " rows are shown.";
        break;
      }
      List<Object> row = new ArrayList<>();
      for (int i = 0; i < csv.columns().size(); i++) {
        row.add(field(csv.text(i)));
      }
      rows.add(row);
    }
    return new Table(csv.columns(), rows, note);
  }

  /** A field as what it is; whole numbers stay whole. */
  public static Object field(String text) {
    if (text.isEmpty()) {
      return null;
    }
    char first = text.charAt(0);
    if (first == '-' || (first >= '0' && first <= '9')) {
      try {
        return text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9')
            ? (Object) Long.valueOf(text)
            : (Object) Double.valueOf(text);
      } catch (NumberFormatException e) {
        return text;
      }
    }
    return text;
  }
}
