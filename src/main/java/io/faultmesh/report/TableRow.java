package io.faultmesh.report;

/** A row of a printed table. A name that is too long for its column has a line of its own. */
final class TableRow {
  private static final int NAME = 14;

  private TableRow() {}

  static String of(String name, String figures) {
    boolean fits = name.length() <= NAME;
    String row =
        (fits ? name + " ".repeat(NAME - name.length()) : " ".repeat(NAME)) + " " + figures;
    return (fits ? "" : name + System.lineSeparator())
        + row.stripTrailing()
        + System.lineSeparator();
  }
}
