package io.faultmesh.cli.command;

import io.faultmesh.optimize.Optimum;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.reading.ScenarioLoader;
import io.faultmesh.text.Text;
import io.faultmesh.text.TextTable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The points of a search, as lines while it goes on and as tables in the end. */
final class PointLines {
  /** Lines that come one by one cannot be as wide as the widest of them. */
  private static final String PROGRESS = "%5s %9s %-8s %-4s %5s %-8s %-5s %7s %6s  %s%n";

  private PointLines() {}

  /** What the columns of {@link #progress} are. */
  static String headings() {
    return Text.format(
        PROGRESS,
        "point",
        "important",
        "policy",
        "bits",
        "mult.",
        "t",
        "reuse",
        "area",
        "drop",
        "misses");
  }

  /** A point just evaluated; the drop is its upper bound on images that were not measured. */
  static String progress(Optimum.Row row) {
    DesignSettings design = row.design();
    String protect = ScenarioLoader.protectLine(design);
    String line =
        Text.format(
            PROGRESS,
            row.point(),
            Text.format("%.4f", design.important()),
            policy(design),
            bits(design),
            design.dppu().multipliers(),
            truncations(design),
            design.dppu().reuse(),
            Text.format("%+.1f%%", 100 * row.areaOverhead()),
            row.dropBound() == null ? "-" : Text.format("%.4f", row.dropBound()),
            row.missed().isEmpty() ? "-" : missed(row));
    return protect.isEmpty() ? line : line + TextTable.wrapped("      protect " + protect) + "\n";
  }

  /** What the points are, then what they gave. */
  static String table(String title, List<Optimum.Row> rows) {
    if (rows.isEmpty()) {
      return "\n" + title + ": none\n";
    }
    TextTable designs =
        new TextTable(">point", ">important", "policy", "bits", ">mult.", "t", "reuse", "protect");
    TextTable figures =
        new TextTable(
            ">point", ">area", ">cycles", ">DRAM", ">energy", "drop (95 %)", ">bound", "misses");
    for (Optimum.Row row : rows) {
      DesignSettings design = row.design();
      designs.row(
          row.point(),
          Text.format("%.4f", design.important()),
          policy(design),
          bits(design),
          design.dppu().multipliers(),
          truncations(design),
          design.dppu().reuse(),
          ScenarioLoader.protectLine(design));
      figures.row(
          row.point(),
          percent(row.areaOverhead()),
          percent(row.cycleLoss()),
          percent(row.bandwidthLoss()),
          row.energyOverhead() == null ? "-" : percent(row.energyOverhead()),
          row.drop() == null
              ? "-"
              : Text.format("%.4f [%.4f, %.4f]", row.drop(), row.dropLow(), row.dropHigh()),
          row.dropBound() == null ? "-" : Text.format("%.4f", row.dropBound()),
          missed(row));
    }
    return "\n" + title + ":\n" + designs + "\n" + figures;
  }

  private static String policy(DesignSettings design) {
    return design.policy().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Voted bits of ordinary and of important neurons. */
  private static String bits(DesignSettings design) {
    return design.ordinaryBits() + "/" + design.importantBits();
  }

  private static String truncations(DesignSettings design) {
    List<Integer> allowed = design.quantisation().truncations();
    return allowed.isEmpty()
        ? "free"
        : allowed.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static String percent(double fraction) {
    return Text.format("%+.2f%%", 100 * fraction);
  }

  /** Limits are told by the headings of their figures. */
  private static String missed(Optimum.Row row) {
    return row.missed().stream()
        .map(
            limit ->
                switch (limit) {
                  case "accuracyLoss" -> "drop";
                  case "cycleLoss" -> "cycles";
                  case "bandwidthLoss" -> "DRAM";
                  default -> limit;
                })
        .collect(Collectors.joining(" "));
  }
}
