package io.faultmesh.report.table;

import io.faultmesh.report.DesignResult;
import io.faultmesh.report.Units;
import io.faultmesh.text.Text;
import io.faultmesh.text.TextTable;
import java.util.List;

/** The part of a run's table that tells what protection costs in silicon and energy. */
final class CostTable {
  private CostTable() {}

  static String of(List<DesignResult> results) {
    // A replay of requests knows neither area nor energy.
    if (results.stream().anyMatch(result -> result.areaUm2() == null)) {
      return "";
    }
    TextTable table = new TextTable("design", ">area, mm2", ">overhead", ">energy, uJ/image");
    String last = "";
    for (DesignResult r : results) {
      // Neither depends on the bit error rate, except where a design repairs stuck elements.
      if (!r.design().equals(last)) {
        table.row(
            r.design(),
            Text.format("%.3f", r.areaUm2() / Units.UM2_PER_MM2),
            Text.format("%+.2f %%", 100 * r.areaOverhead()),
            energy(r.energyPjPerImage()));
      }
      last = r.design();
    }
    return "\n" + table;
  }

  private static String energy(Double pj) {
    return pj == null ? "-" : Text.format("%.2f", pj / Units.PJ_PER_UJ);
  }
}
