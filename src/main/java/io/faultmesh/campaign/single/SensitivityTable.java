package io.faultmesh.campaign.single;

import io.faultmesh.fault.FaultForm;
import io.faultmesh.measure.Interval;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.text.Text;
import io.faultmesh.text.TextTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The shares of a design's faults at one site that change the answer: layers down, bits across,
 * totals at the edges.
 */
final class SensitivityTable {
  /** Bits of a column, where a value has too many for a column each. */
  private static final int GROUP = 8;

  private final String design;
  private final FaultSite site;
  private final FaultForm form;
  private final List<Vulnerability> rows;

  private SensitivityTable(List<Vulnerability> rows) {
    this.design = rows.get(0).design();
    this.site = rows.get(0).site();
    this.form = rows.get(0).fault();
    this.rows = rows;
  }

  /** A table for each site of each design. */
  static List<SensitivityTable> of(List<Vulnerability> rows) {
    List<SensitivityTable> tables = new ArrayList<>();
    Map<List<Object>, List<Vulnerability>> groups = new LinkedHashMap<>();
    for (Vulnerability row : rows) {
      List<Object> group = List.of(row.design(), row.site(), row.fault());
      groups.computeIfAbsent(group, key -> new ArrayList<>()).add(row);
    }
    groups.values().forEach(own -> tables.add(new SensitivityTable(own)));
    return tables;
  }

  String design() {
    return design;
  }

  /** What the table shows, under such a name of the design. */
  String title(String name) {
    Interval interval = total().avf().interval();
    return Text.format(
        "%s, %s%s: %s %% of %,d faults change the answer [%s, %s]; %,d run",
        name,
        site.label(),
        form.isPermanent() ? " " + form.label() : "",
        percent(total().avf().share()),
        total().population(),
        percent(interval.low()),
        percent(interval.high()),
        total().sampled());
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "" : Text.format("%.2f", 100 * share);
  }

  Vulnerability total() {
    return row(null, null);
  }

  List<Integer> layers() {
    return rows.stream()
        .filter(row -> row.layer() != null && row.bit() == null)
        .map(Vulnerability::layer)
        .toList();
  }

  /** The layers, or null for all of them where a fault belongs to none. */
  List<Integer> lines() {
    return layers().isEmpty() ? Collections.singletonList(null) : layers();
  }

  /** Highest first. */
  List<Integer> bits() {
    return rows.stream()
        .filter(row -> row.layer() == null && row.bit() != null)
        .map(Vulnerability::bit)
        .sorted((a, b) -> b - a)
        .toList();
  }

  /** The row of a layer and a bit; null stands for all. */
  Vulnerability row(Integer layer, Integer bit) {
    return rows.stream()
        .filter(row -> Objects.equals(row.layer(), layer))
        .filter(row -> Objects.equals(row.bit(), bit))
        .findFirst()
        .orElseThrow();
  }

  /** The table in percent, with the names of the layers. */
  String text(Map<Integer, String> names) {
    Map<Integer, List<Integer>> columns = columns();
    List<String> headings = new ArrayList<>(List.of("layer", "name"));
    columns.values().forEach(bits -> headings.add(">" + label(bits)));
    headings.addAll(List.of(">all", ">low", ">high"));
    TextTable table = new TextTable(headings.toArray(String[]::new));
    List<Integer> layers = new ArrayList<>(layers());
    layers.add(null);
    for (Integer layer : layers) {
      List<Object> cells = new ArrayList<>();
      cells.add(layer == null ? "all" : layer);
      cells.add(layer == null ? "" : names.getOrDefault(layer, ""));
      columns.values().forEach(bits -> cells.add(percent(share(layer, bits))));
      Vulnerability all = row(layer, null);
      cells.add(percent(all.avf().share()));
      cells.add(percent(all.avf().interval().low()));
      cells.add(percent(all.avf().interval().high()));
      table.row(cells.toArray());
    }
    return table.toString();
  }

  private Map<Integer, List<Integer>> columns() {
    List<Integer> bits = bits();
    int width = site.bitsPerValue() > GROUP ? GROUP : 1;
    Map<Integer, List<Integer>> columns = new TreeMap<>();
    bits.forEach(bit -> columns.computeIfAbsent(-(bit / width), key -> new ArrayList<>()).add(bit));
    return columns;
  }

  private static String label(List<Integer> bits) {
    int high = bits.get(0);
    int low = bits.get(bits.size() - 1);
    return high == low ? "bit " + high : high + "-" + low;
  }

  /** Of bits side by side, each as likely as the next. */
  private double share(Integer layer, List<Integer> bits) {
    double sum = 0;
    int known = 0;
    for (int bit : bits) {
      double share = row(layer, bit).avf().share();
      sum += Double.isNaN(share) ? 0 : share;
      known += Double.isNaN(share) ? 0 : 1;
    }
    return sum / known;
  }
}
