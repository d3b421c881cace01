package io.faultmesh.report;

import java.util.List;
import java.util.Locale;

/** The part of a run's table that tells what protection costs in silicon and energy. */
final class CostTable {
  private CostTable() {}

  static String of(List<DesignResult> results) {
    // A replay of requests knows neither area nor energy.
    if (results.stream().anyMatch(result -> result.areaUm2() == null)) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append(
        System.lineSeparator()
            + TableRow.of(
                "design",
                String.format("%10s %10s %16s", "area, mm2", "overhead", "energy, uJ/image")));
    String last = "";
    for (DesignResult r : results) {
      // Neither depends on the bit error rate, except where a design repairs stuck elements.
      if (!r.design().equals(last)) {
        text.append(
            TableRow.of(
                r.design(),
                String.format(
                    Locale.ROOT,
                    "%10.3f %+8.2f %% %16s",
                    r.areaUm2() / Units.UM2_PER_MM2,
                    100 * r.areaOverhead(),
                    energy(r.energyPjPerImage()))));
      }
      last = r.design();
    }
    return text.toString();
  }

  private static String energy(Double pj) {
    return pj == null ? "-" : String.format(Locale.ROOT, "%.2f", pj / Units.PJ_PER_UJ);
  }
}
