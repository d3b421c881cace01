package io.faultmesh.protection;

import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DesignSettings.Recompute;
import io.faultmesh.scenario.DppuSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * A design made definite: for one integer network on one array.
 *
 * @param array what is used of the array: all of it, unless a repair cut columns off
 * @param built the array as it was built
 * @param isRepaired whether {@link Repair} has seen to it for its trial
 * @param layers what it does to each struck layer
 * @param mappings how each struck layer lies on the array
 */
public record Protection(
    DesignSettings settings,
    IntegerNetwork network,
    ArraySettings array,
    ArraySettings built,
    boolean isRepaired,
    DppuSettings dppu,
    List<LayerProtection> layers,
    List<LayerMapping> mappings) {

  public Protection {
    layers = List.copyOf(layers);
    mappings = List.copyOf(mappings);
  }

  /**
   * A design before any faults are known.
   *
   * @throws BadInputException if its parts do not go together
   */
  public static Protection of(
      DesignSettings settings,
      IntegerNetwork network,
      ArraySettings array,
      DppuSettings dppu,
      Importance importance) {
    if (dppu.repair() && settings.recompute() == Recompute.CHANNELS) {
      throw new BadInputException(
          "design "
              + settings.name()
              + ": dppu.repair does not go with channels that the array computes three times");
    }
    List<LayerProtection> layers = new ArrayList<>();
    List<LayerMapping> mappings = new ArrayList<>();
    for (IntegerLayer layer : network.layers()) {
      layers.add(
          new LayerProtection(
              layer, settings, dppu.reuse(), importance.layers().get(layer.index())));
      mappings.add(new LayerMapping(array, layer.node()));
    }
    return new Protection(settings, network, array, array, false, dppu, layers, mappings);
  }

  public String name() {
    return settings.name();
  }

  /** The register columns that the array builds three times. */
  public ProtectedColumns columns() {
    return ProtectedColumns.of(settings, network.layers());
  }

  /** The register columns that the dot-product unit builds three times. */
  public ProtectedColumns unitColumns() {
    return ProtectedColumns.ofUnit(settings, network.layers());
  }
}
