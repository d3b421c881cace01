package io.faultmesh.report.csv;

import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.StuckSettings;
import java.util.ArrayList;
import java.util.List;

/** {@code rates.csv}: what the sets of rates are that columns {@code ber} name. */
public final class RatesCsv {

  /** What strikes one site in one set; null where a number says it, or a rate. */
  record Line(Ber ber, FaultSite site, String fault, Double rate, Integer count) {}

  static final Columns<Line> COLUMNS =
      new Columns<Line>()
          .add("ber", Line::ber)
          .add("site", line -> line.site.label())
          .add("fault", Line::fault)
          .add("rate", Line::rate)
          .add("count", Line::count);

  private RatesCsv() {}

  private static List<Line> stuck(StuckSettings stuck, Ber point) {
    List<Line> lines = new ArrayList<>();
    for (FaultSite site : stuck == null ? List.<FaultSite>of() : stuck.sites()) {
      boolean counted = !stuck.count().isEmpty();
      Double rate = counted ? null : (Double) stuck.rate(point);
      lines.add(
          new Line(point, site, "stuck", rate, counted ? (Integer) stuck.count(point) : null));
    }
    return lines;
  }

  /** The file's text; null where each point has one rate, which needs no name. */
  public static String of(FaultSettings faults) {
    List<Line> lines = new ArrayList<>();
    for (Ber point : faults.points()) {
      if (point.set() != null) {
        for (FaultSite site : faults.sites()) {
          lines.add(new Line(point, site, "flip", faults.rate(point, site), null));
        }
        lines.addAll(stuck(faults.stuck(), point));
      }
    }
    return lines.isEmpty() ? null : COLUMNS.text(lines);
  }
}
