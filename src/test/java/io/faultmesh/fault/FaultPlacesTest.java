package io.faultmesh.fault;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.OnnxGraph;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.QuantisationSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Places of a fault list, held against a network that has one layer and no skip path. */
class FaultPlacesTest {
  private static FaultRecord striking(int layer, FaultSite site) {
    FaultRecord record = new FaultRecord("list.csv", true);
    record.add(Draw.of(0, 0, 5, layer, site), 0);
    return record;
  }

  @Test
  void placesThatTheNetworkLacksAreRefused() {
    OnnxGraph graph = new OnnxGraph(13);
    String image = graph.input(1, 2, 2);
    String logits =
        graph.node(
            "Gemm",
            List.of(graph.node("Flatten", List.of(image)), graph.floats(new float[12], 3, 4)),
            OnnxGraph.attribute("transB", 1));
    IntegerNetwork network =
        GeneratedNetworks.integers(graph.toBytes(logits), 1, QuantisationSettings.DEFAULT);
    Protection design =
        Protection.of(
            DesignSettings.preset(Preset.BASE),
            network,
            new ArraySettings(8, 8, null, null, null),
            DppuSettings.DEFAULT,
            Importance.none(1));
    List<IntegerLayer> layers = network.layers();
    List<LayerMapping> mappings = design.mappings();
    assertThatCode(() -> striking(0, FaultSite.ACTIVATION).check(layers, mappings))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> striking(9, FaultSite.ACTIVATION).check(layers, mappings))
        .isInstanceOf(BadInputException.class)
        .hasMessage("list.csv: a fault strikes layer 9; the network has layers 0 to 0");
    assertThatThrownBy(() -> striking(0, FaultSite.SUM).check(layers, mappings))
        .isInstanceOf(BadInputException.class)
        .hasMessage("list.csv: a fault strikes sum of layer 0, which has none");
  }
}
