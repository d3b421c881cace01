package io.faultmesh.machine;

import static io.faultmesh.oracle.generated.OnnxGraph.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.OnnxGraph;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.QuantisationSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the vector unit does, and how long it takes by its width. */
class VectorUnitTest {
  private static final int TOKENS = 40;
  private static final int WIDTH = 6;

  /** A layer, a table, a softmax, a layer. */
  private static IntegerNetwork network() {
    OnnxGraph graph = new OnnxGraph(13);
    float[] weights = new float[WIDTH * WIDTH];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i % 5 - 2;
    }
    String matrix = graph.floats(weights, WIDTH, WIDTH);
    String rows = graph.node("MatMul", List.of(graph.input(TOKENS, WIDTH), matrix));
    String tanh = graph.node("Tanh", List.of(rows));
    String share = graph.node("Softmax", List.of(tanh), attribute("axis", -1));
    byte[] file = graph.toBytes(graph.node("MatMul", List.of(share, matrix)));
    return GeneratedNetworks.integers(file, 1, QuantisationSettings.DEFAULT);
  }

  private static ImageResult run(Integer lanes) {
    IntegerNetwork network = network();
    ArraySettings array = new ArraySettings(4, 4, null, null, null);
    AcceleratorSettings chip =
        new AcceleratorSettings(
            array,
            null,
            new AcceleratorSettings.Vector(lanes),
            null,
            null,
            AcceleratorSettings.Memory.IDEAL);
    Protection base =
        Protection.of(
            DesignSettings.preset(Preset.BASE),
            network,
            array,
            DppuSettings.DEFAULT,
            Importance.none(network.layers().size()));
    byte[] image = network.quantiseInput(new float[TOKENS * WIDTH]);
    return LoopMachine.run(Machine.of(base, chip, null, 0, image));
  }

  @Test
  void countsWhatItComputesAndLooksUp() {
    int values = TOKENS * WIDTH;
    assertThat(run(null).activity().vectors())
        .isEqualTo(new Activity.Vectors(3 * values, 3 * values));
  }

  @Test
  void aNarrowerUnitTakesLongerAndGivesTheSame() {
    ImageResult wide = run(64);
    ImageResult asTheArray = run(null);
    ImageResult narrow = run(1);
    assertThat(asTheArray.logits()).isEqualTo(wide.logits()).isEqualTo(narrow.logits());
    assertThat(narrow.latencies().toString()).isNotEqualTo(wide.latencies().toString());
  }
}
