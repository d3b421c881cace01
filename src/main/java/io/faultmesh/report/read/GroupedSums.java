package io.faultmesh.report.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up the rows of a file that have the same keys. Memory is bounded: where there are more
 * groups than asked for, keys are given up one by one, and the table says so.
 */
public final class GroupedSums {
  private final int maxGroups;
  private final List<String> keys;
  private final List<String> givenUp = new ArrayList<>();
  private final List<String> sacrifices;
  private Map<List<String>, double[]> groups = new LinkedHashMap<>();
  private long ignored;

  private GroupedSums(List<String> keys, List<String> sacrifices, int maxGroups) {
    this.keys = new ArrayList<>(keys);
    this.sacrifices = new ArrayList<>(sacrifices);
    this.maxGroups = maxGroups;
  }

  /**
   * Sums of some columns.
   *
   * @param keys columns of the file that make a group
   * @param sacrifices the keys that may be given up, the first one first
   * @param values columns that are added up; where all fields of a group are empty, so is the sum
   */
  public static Table of(
      CsvRows csv, List<String> keys, List<String> sacrifices, List<String> values, int maxGroups) {
    GroupedSums sums = new GroupedSums(keys, sacrifices, maxGroups);
    int[] places = values.stream().mapToInt(csv::index).toArray();
    while (csv.next()) {
      double[] group = sums.group(csv);
      for (int i = 0; group != null && i < places.length; i++) {
        double value = csv.number(places[i]);
        group[i] = plus(group[i], value);
      }
    }
    return sums.table(values);
  }

  /** The sums that a row goes to; null if there is no room left. */
  private double[] group(CsvRows csv) {
    List<String> key = keys.stream().map(column -> csv.text(csv.index(column))).toList();
    double[] group = groups.get(key);
    if (group != null) {
      return group;
    }
    if (groups.size() < maxGroups) {
      group = new double[csv.columns().size()];
      Arrays.fill(group, Double.NaN);
      groups.put(key, group);
      return group;
    }
    if (sacrifices.isEmpty()) {
      ignored++;
      return null;
    }
    giveUp(sacrifices.remove(0));
    return group(csv);
  }

  private void giveUp(String column) {
    int place = keys.indexOf(column);
    if (place < 0) {
      return;
    }
    keys.remove(place);
    givenUp.add(column);
    Map<List<String>, double[]> merged = new LinkedHashMap<>();
    groups.forEach(
        (key, values) -> {
          List<String> shorter = new ArrayList<>(key);
          shorter.remove(place);
          merged.merge(shorter, values, GroupedSums::add);
        });
    groups = merged;
  }

  private static double[] add(double[] sum, double[] more) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = plus(sum[i], more[i]);
    }
    return sum;
  }

  /** NaN stands for nothing. */
  private static double plus(double sum, double more) {
    return Double.isNaN(sum) ? more : Double.isNaN(more) ? sum : sum + more;
  }

  private static Object number(double sum) {
    if (Double.isNaN(sum)) {
      return null;
    }
    return sum == Math.rint(sum) ? (Object) (long) sum : (Object) sum;
  }

  private Table table(List<String> values) {
    List<String> columns = new ArrayList<>(keys);
    columns.addAll(values);
    List<List<Object>> rows = new ArrayList<>();
    groups.forEach(
        (key, sums) -> {
          List<Object> row = new ArrayList<>();
          key.forEach(field -> row.add(Table.field(field)));
          for (int i = 0; i < values.size(); i++) {
            row.add(number(sums[i]));
          }
          rows.add(row);
        });
    String note = givenUp.isEmpty() ? "" : "Summed over " + String.join(", ", givenUp) + ".";
    if (ignored > 0) {
      note += " " + ignored + " rows of the file are not shown.";
    }
    return new Table(columns, rows, note.strip());
  }
}
