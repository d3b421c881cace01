package io.faultmesh.report.html;

import io.faultmesh.report.read.CsvRows;
import io.faultmesh.report.read.RunFiles;
import io.faultmesh.report.read.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How sure the network must be of an answer for faults to leave it: {@code images.csv} by the
 * margin of the golden answer over the next class, in int8 steps.
 */
final class MarginCounts {
  private static final List<String> NEEDED =
      List.of("design", "ber", "goldenMargin", "ownGoldenTop1", "top1");

  /** Margins of int8 logits are 0 to 255; so few groups show how it falls. */
  private static final int STEPS_PER_GROUP = 8;

  private MarginCounts() {}

  private record Key(String design, String ber, long group) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = design.compareTo(other.design);
      order = order != 0 ? order : ber.compareTo(other.ber);
      return order != 0 ? order : Long.compare(group, other.group);
    }
  }

  /** Null if the run has no such file. */
  static Table of(RunFiles run) {
    Optional<Path> file = run.file("images.csv");
    if (file.isEmpty()) {
      return null;
    }
    Map<Key, long[]> counts = new TreeMap<>();
    try (CsvRows csv = CsvRows.open(file.get())) {
      if (!csv.columns().containsAll(NEEDED)) {
        return null;
      }
      int[] at = NEEDED.stream().mapToInt(csv::index).toArray();
      while (csv.next()) {
        Key key = new Key(csv.text(at[0]), csv.text(at[1]), csv.whole(at[2]) / STEPS_PER_GROUP);
        long[] count = counts.computeIfAbsent(key, unused -> new long[2]);
        count[0]++;
        count[1] += csv.text(at[3]).equals(csv.text(at[4])) ? 0 : 1;
      }
    }
    List<List<Object>> rows = new ArrayList<>();
    counts.forEach(
        (key, count) ->
            rows.add(
                List.of(
                    key.design,
                    Table.field(key.ber),
                    key.group * STEPS_PER_GROUP,
                    key.group * STEPS_PER_GROUP + STEPS_PER_GROUP - 1,
                    count[0],
                    count[1])));
    return new Table(
        List.of("design", "ber", "margin from", "margin to", "images and trials", "changed"),
        rows,
        "");
  }
}
