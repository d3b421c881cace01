package io.faultmesh.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.dataset.Dataset;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.LayerNormalisation;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Softmax;
import io.faultmesh.network.Unary;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.scenario.DatasetSettings.Format;
import io.faultmesh.scenario.Preprocessing;
import io.faultmesh.scenario.QuantisationSettings;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The transformer and the MobileNet that the training program knows, after a step each. */
class SmallNetworksTest {
  /** Images that one step of training needs. */
  private static final int ONE_STEP = 128;

  private static byte[] trained(Supplier<TrainedNetwork> network) {
    Preprocessing preprocessing =
        new Preprocessing(null, null, null, 0.00392156862745098, null, null);
    Path folder = Path.of("scenarios/data/fashion-mnist");
    try (Dataset images =
        new FirstImages(Dataset.open(Format.IDX, folder, preprocessing), ONE_STEP)) {
      return new FashionTraining(network, images, 1, 1).run(epoch -> {});
    }
  }

  private static long count(Network network, Class<? extends Node> kind) {
    return network.nodes().stream().filter(kind::isInstance).count();
  }

  @Test
  void aTransformersAttentionIsImportedAsLayersAndVectorFunctions() {
    byte[] file = trained(SmallTransformer::new);
    Network network = GeneratedNetworks.load(file, OnnxImporter::load);
    assertThat(network.layers()).filteredOn(Convolution::isProduct).hasSize(6);
    assertThat(count(network, Softmax.class)).isEqualTo(3);
    assertThat(count(network, LayerNormalisation.class)).isEqualTo(7);
    // The scale of attention and GELU.
    assertThat(count(network, Unary.class)).isEqualTo(6);
    IntegerNetwork integers = GeneratedNetworks.integers(file, 1, QuantisationSettings.DEFAULT);
    assertThat(integers.layers()).filteredOn(layer -> !layer.tables().isEmpty()).hasSize(6);
  }

  @Test
  void aMobileNetsGatesAreImportedAsTablesAndPairs() {
    byte[] file = trained(SmallMobileNet::new);
    Network network = GeneratedNetworks.load(file, OnnxImporter::load);
    assertThat(network.layers()).hasSize(22);
    assertThat(count(network, io.faultmesh.network.Binary.class)).isEqualTo(3);
    assertThat(count(network, Node.Addition.class)).isEqualTo(2);
    assertThat(count(network, Unary.class)).isEqualTo(10);
  }
}
