package io.faultmesh.report.csv;

import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.text.Text;
import java.util.List;

/** {@code layers.csv}: what each layer costs in each design. */
public final class LayersCsv {
  private record Line(String design, int elements, LayerReport layer) {}

  private static final Columns<Line> COLUMNS =
      new Columns<Line>()
          .add("design", Line::design)
          .add("layer", line -> line.layer.index())
          .add("folds", line -> line.layer.folds())
          .add("cycles", line -> line.layer.cycles())
          .add("stallCycles", line -> line.layer.stallCycles())
          .add("macs", line -> line.layer.macs())
          .add("utilisation", line -> Text.format("%.6f", line.layer.utilisation(line.elements)))
          .add("dramBytes", line -> line.layer.dramBytes());

  private LayersCsv() {}

  public static String heading() {
    return COLUMNS.heading();
  }

  /** The rows of one design on an array of so many processing elements. */
  public static String rows(String design, int elements, List<LayerReport> layers) {
    StringBuilder text = new StringBuilder();
    layers.forEach(layer -> text.append(COLUMNS.line(new Line(design, elements, layer))));
    return text.toString();
  }
}
