package io.faultmesh.report;

import io.faultmesh.machine.LayerReport;
import io.faultmesh.text.Text;
import java.util.List;

/** {@code layers.csv}: what each layer costs in each design. */
public final class LayersCsv {
  private LayersCsv() {}

  public static String heading() {
    return Csv.line(
        "design", "layer", "folds", "cycles", "stallCycles", "macs", "utilisation", "dramBytes");
  }

  /** The rows of one design on an array of so many processing elements. */
  public static String rows(String design, int elements, List<LayerReport> layers) {
    StringBuilder text = new StringBuilder();
    for (LayerReport layer : layers) {
      text.append(
          Csv.line(
              design,
              layer.index(),
              layer.folds(),
              layer.cycles(),
              layer.stallCycles(),
              layer.macs(),
              Text.format("%.6f", layer.utilisation(elements)),
              layer.dramBytes()));
    }
    return text.toString();
  }
}
