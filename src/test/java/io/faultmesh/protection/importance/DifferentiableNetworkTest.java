package io.faultmesh.protection.importance;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.faultmesh.network.Network;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.oracle.generated.ExportedNetworks;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What gradients are taken of is the network that the file defines. */
class DifferentiableNetworkTest {
  @Test
  void generatedNetworksGiveTheLogitsOfOnnxRuntime() {
    for (long seed = 0; seed < 60; seed++) {
      long own = seed;
      GeneratedNetworks.load(GeneratedNetworks.onnx(seed), file -> compare(file, own));
    }
  }

  @ParameterizedTest
  @EnumSource
  void todaysNetworksGiveTheLogitsOfOnnxRuntime(ExportedNetworks.Kind kind) {
    GeneratedNetworks.load(ExportedNetworks.of(kind, 13, 1), file -> compare(file, 1));
  }

  private static Void compare(Path file, long seed) {
    Network network = OnnxImporter.load(file);
    io.faultmesh.network.Shape shape = network.input().shape();
    Random random = new Random(seed);
    float[] pixels = new float[shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    try (FloatNetwork floats = new FloatNetwork(file, network, List.of(network.output()));
        NDManager manager = NDManager.newBaseManager();
        DifferentiableNetwork differentiable = new DifferentiableNetwork(network, manager)) {
      float[] expected = floats.run(pixels).get(network.output());
      NDArray image =
          manager.create(pixels, new Shape(1, shape.channels(), shape.height(), shape.width()));
      float[] actual = differentiable.forward(image, manager).logits().toFloatArray();
      float most = 1e-3f;
      for (float value : expected) {
        most = Math.max(most, Math.abs(value));
      }
      assertThat(actual).as("failed on seed " + seed).hasSameSizeAs(expected);
      for (int i = 0; i < actual.length; i++) {
        assertThat(Math.abs(actual[i] - expected[i]))
            .as("failed on seed " + seed)
            .isLessThan(1e-3f * most);
      }
    }
    return null;
  }
}
