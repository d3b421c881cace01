package io.faultmesh.timing;

import io.faultmesh.cost.Area;
import io.faultmesh.cost.Energy;
import io.faultmesh.machine.result.LayerReport;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What a design takes: its area, and the energy, time and traffic of one image.
 *
 * @param layers in order
 */
public record DesignCost(Area area, Energy energy, List<LayerReport> layers) {
  public DesignCost {
    layers = List.copyOf(layers);
  }

  /** The sum of a figure over all layers. */
  public long sum(ToLongFunction<LayerReport> figure) {
    return layers.stream().mapToLong(figure).sum();
  }
}
