package io.faultmesh.report;

import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;

/** {@code rates.csv}: what the sets of rates are that columns {@code ber} name. */
public final class RatesCsv {

  /** The rate of one site in one set. */
  record Line(Ber ber, FaultSite site, double rate) {}

  static final Columns<Line> COLUMNS =
      new Columns<Line>()
          .add("ber", Line::ber)
          .add("site", line -> line.site.label())
          .add("rate", Line::rate);

  private RatesCsv() {}

  /** The file's text; null where each point has one rate, which needs no name. */
  public static String of(FaultSettings faults) {
    List<Line> lines = new ArrayList<>();
    for (Ber point : faults.points()) {
      if (point.set() != null) {
        faults.sites().forEach(site -> lines.add(new Line(point, site, faults.rate(point, site))));
      }
    }
    if (lines.isEmpty()) {
      return null;
    }
    StringBuilder text = new StringBuilder(COLUMNS.heading());
    lines.forEach(line -> text.append(COLUMNS.line(line)));
    return text.toString();
  }
}
