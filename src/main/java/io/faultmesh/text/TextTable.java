package io.faultmesh.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A table for a terminal. Columns are as wide as they need; where the terminal is narrower (80
 * columns, unless the launcher knows of more), long names lose their middle, or stand on lines of
 * their own where several would read the same. Whole numbers have separators. A heading that begins
 * with {@code >} aligns its column to the right.
 */
public final class TextTable {
  /** Set by the launcher where standard output is a terminal. */
  private static final String COLUMNS = "faultmesh.columns";

  private static final int LEAST_WIDTH = 80;
  private static final int MOST_WIDTH = 200;
  private static final int LEAST_NAME = 8;

  /** Longer headings over figures are names, such as those of designs. */
  private static final int LONG_HEADING = 12;

  private static final String RIGHT = ">";
  private static final String CUT = "..";
  private static final Pattern FIGURES = Pattern.compile("[-+0-9.,;%/\\[\\]() ex]*");

  private final boolean[] right;
  private final List<String[]> rows = new ArrayList<>();

  /** A table with its headings. */
  public TextTable(String... headings) {
    right = new boolean[headings.length];
    String[] first = new String[headings.length];
    for (int i = 0; i < headings.length; i++) {
      right[i] = headings[i].startsWith(RIGHT);
      first[i] = right[i] ? headings[i].substring(RIGHT.length()) : headings[i];
    }
    rows.add(first);
  }

  /** Adds a row; null is an empty cell. */
  public TextTable row(Object... cells) {
    if (cells.length != right.length) {
      throw new IllegalArgumentException(cells.length + " cells in " + right.length + " columns");
    }
    String[] row = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      row[i] = text(cells[i]);
    }
    rows.add(row);
    return this;
  }

  private static String text(Object cell) {
    if (cell instanceof Long || cell instanceof Integer) {
      return Text.format("%,d", cell);
    }
    return cell == null ? "" : PlainText.visible(cell.toString());
  }

  private static int width() {
    return Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, Integer.getInteger(COLUMNS, LEAST_WIDTH)));
  }

  /** Whether the terminal is wide enough for all of it, so that nothing is cut. */
  public boolean fits() {
    return total(widths(), 1) <= width();
  }

  /** The lines, each ended by a line feed. */
  @Override
  public String toString() {
    int[] widths = widths();
    int width = width();
    String gap = total(widths, 2) <= width ? "  " : " ";
    boolean cuttable = true;
    while (cuttable && total(widths, gap.length()) > width) {
      cuttable = narrow(widths);
    }
    int ambiguous = ambiguous(widths);
    return ambiguous < 0 ? lines(widths, gap) : unfolded(ambiguous);
  }

  private String lines(int[] widths, String gap) {
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        String cell = cut(row[i], widths[i]);
        String space = " ".repeat(Math.max(0, widths[i] - length(cell)));
        line.append(i == 0 ? "" : gap).append(right[i] ? space + cell : cell + space);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** A column in which several names are the same once they are cut, or -1. */
  private int ambiguous(int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      long whole = rows.stream().map(row -> row[column]).distinct().count();
      long cut = rows.stream().map(row -> cut(row[column], widths[column])).distinct().count();
      if (cut < whole) {
        return column;
      }
    }
    return -1;
  }

  /** The table with one column's names on lines of their own, each above the rest of its row. */
  private String unfolded(int column) {
    int[] others = IntStream.range(0, right.length).filter(i -> i != column).toArray();
    TextTable rest =
        new TextTable(IntStream.of(others).mapToObj(i -> heading(i)).toArray(String[]::new));
    rows.stream()
        .skip(1)
        .forEach(
            row ->
                rest.rows.add(IntStream.of(others).mapToObj(i -> row[i]).toArray(String[]::new)));
    String[] lines = rest.toString().split("\n", -1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      text.append(cut(rows.get(i)[column], width())).append('\n').append(lines[i]).append('\n');
    }
    return text.toString();
  }

  private String heading(int column) {
    return (right[column] ? RIGHT : "") + rows.get(0)[column];
  }

  private int[] widths() {
    int[] widths = new int[right.length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], length(row[i]));
      }
    }
    return widths;
  }

  private static int total(int[] widths, int gap) {
    int sum = gap * (widths.length - 1);
    for (int width : widths) {
      sum += width;
    }
    return sum;
  }

  /** Narrows the widest column of names by one place; figures are never cut. */
  private boolean narrow(int[] widths) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      boolean wide = widths[i] > leastWidth(i);
      if (wide && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    if (widest >= 0) {
      widths[widest]--;
    }
    return widest >= 0;
  }

  private int leastWidth(int column) {
    List<String[]> cells = rows.subList(1, rows.size());
    if (!right[column] && cells.stream().anyMatch(row -> !FIGURES.matcher(row[column]).matches())) {
      return LEAST_NAME;
    }
    int figures = cells.stream().mapToInt(row -> length(row[column])).max().orElse(0);
    return Math.max(figures, Math.min(length(rows.get(0)[column]), LONG_HEADING));
  }

  /** A sentence on as many lines as the terminal's width asks for; later ones are indented. */
  public static String wrapped(String sentence) {
    StringBuilder text = new StringBuilder();
    int used = -1;
    for (String word : sentence.split(" ", -1)) {
      boolean first = used < 0;
      boolean fits = first || used + 1 + length(word) <= width();
      text.append(first ? "" : fits ? " " : "\n  ").append(word);
      used = (fits ? used + 1 : 2) + length(word);
    }
    return text.toString();
  }

  /** A name, without its middle where a line of {@link #wrapped} cannot take it and a comma. */
  public static String shortened(String name) {
    return cut(PlainText.visible(name), width() - 3);
  }

  private static String cut(String cell, int width) {
    int length = length(cell);
    if (length <= width) {
      return cell;
    }
    int behind = (width - CUT.length()) / 2;
    int before = width - CUT.length() - behind;
    return cell.substring(0, cell.offsetByCodePoints(0, before))
        + CUT
        + cell.substring(cell.offsetByCodePoints(0, length - behind));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
