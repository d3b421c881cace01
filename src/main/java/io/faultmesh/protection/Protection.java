package io.faultmesh.protection;

import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * A design made definite: for one integer network on one array.
 *
 * @param layers what it does to each struck layer
 * @param mappings how each struck layer lies on the array
 */
public record Protection(
    DesignSettings settings,
    IntegerNetwork network,
    ArraySettings array,
    DppuSettings dppu,
    List<LayerProtection> layers,
    List<LayerMapping> mappings) {

  public Protection {
    layers = List.copyOf(layers);
    mappings = List.copyOf(mappings);
  }

  public static Protection of(
      DesignSettings settings,
      IntegerNetwork network,
      ArraySettings array,
      DppuSettings dppu,
      Importance importance) {
    List<LayerProtection> layers = new ArrayList<>();
    List<LayerMapping> mappings = new ArrayList<>();
    for (IntegerLayer layer : network.layers()) {
      layers.add(
          new LayerProtection(
              layer, settings, dppu.reuse(), importance.layers().get(layer.index())));
      mappings.add(new LayerMapping(array, layer.node()));
    }
    return new Protection(settings, network, array, dppu, layers, mappings);
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
