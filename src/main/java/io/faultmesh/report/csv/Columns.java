package io.faultmesh.report.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The columns of a CSV file: each has its name and its value stated once, and the heading and all
 * lines follow.
 *
 * @param <T> what a line is about
 */
public final class Columns<T> {
  private record Column<T>(String name, Function<T, Object> value) {}

  private final List<Column<T>> columns = new ArrayList<>();

  /** Adds a column; a null value is an empty field. */
  public Columns<T> add(String name, Function<T, Object> value) {
    columns.add(new Column<>(name, value));
    return this;
  }

  /** Adds the columns of a part of each line. */
  public <U> Columns<T> addAll(Function<T, U> part, Columns<U> others) {
    for (Column<U> other : others.columns) {
      add(other.name, line -> other.value.apply(part.apply(line)));
    }
    return this;
  }

  public List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  public String heading() {
    return Csv.line(names().toArray());
  }

  /** A whole file: the heading, then a line for each. */
  public String text(Iterable<T> lines) {
    StringBuilder text = new StringBuilder(heading());
    lines.forEach(about -> text.append(line(about)));
    return text.toString();
  }

  public String line(T about) {
    return Csv.line(columns.stream().map(column -> column.value.apply(about)).toArray());
  }
}
