package io.faultmesh.network.quantisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.RandomQuantised;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.QuantisationSettings.Requantisation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WeightClipTest {
  private static IntegerNetwork clipped(long seed, Requantisation requantisation, double clip) {
    byte[] onnx = GeneratedNetworks.onnx(seed);
    var settings = new QuantisationSettings(null, requantisation, null, clip);
    return GeneratedNetworks.integers(onnx, seed, settings);
  }

  @Test
  void noWeightIsLargerThanThePercentileOfItsLayer() {
    for (long seed = 0; seed < 10; seed++) {
      for (IntegerLayer layer : clipped(seed, Requantisation.MULTIPLIER, 80).layers()) {
        float[] weights = layer.node().weights();
        if (layer.node().isProduct()) {
          continue;
        }
        List<Float> sorted = Arrays.stream(boxed(weights)).map(Math::abs).sorted().toList();
        float limit = sorted.get((int) Math.ceil(0.8 * sorted.size()) - 1);
        int k = layer.node().windowSize();
        for (int i = 0; i < weights.length; i++) {
          float scale = layer.weightScales()[i / k];
          double wanted = Math.max(-limit, Math.min(limit, weights[i]));
          assertThat(layer.weights()[i] * (double) scale)
              .as("seed %d, %s, weight %d", seed, layer.node().name(), i)
              .isBetween(wanted - 0.51 * scale, wanted + 0.51 * scale);
        }
      }
    }
  }

  private static Float[] boxed(float[] values) {
    Float[] boxed = new Float[values.length];
    Arrays.setAll(boxed, i -> values[i]);
    return boxed;
  }

  @ParameterizedTest
  @EnumSource(Requantisation.class)
  void aHundredPercentCutsNothingOffAndLessDoes(Requantisation requantisation) {
    int smaller = 0;
    for (long seed = 0; seed < 10; seed++) {
      var whole = clipped(seed, requantisation, 100).layers();
      var own = new QuantisationSettings(null, requantisation, null);
      var plain = GeneratedNetworks.integers(GeneratedNetworks.onnx(seed), seed, own).layers();
      var cut = clipped(seed, requantisation, 70).layers();
      for (int i = 0; i < plain.size(); i++) {
        assertThat(whole.get(i).weights()).isEqualTo(plain.get(i).weights());
        smaller += cut.get(i).weightScales()[0] < plain.get(i).weightScales()[0] ? 1 : 0;
      }
    }
    assertThat(smaller).isGreaterThan(5);
  }

  @Test
  void prescribedScalesAreRefused() {
    var settings = new QuantisationSettings(null, null, null, 99.0);
    int prescribed = 0;
    for (long seed = 0; seed < 20; seed++) {
      byte[] onnx = RandomQuantised.onnx(seed);
      Network network = GeneratedNetworks.load(onnx, OnnxImporter::load);
      if (network.layers().stream().anyMatch(layer -> layer.weightScales() != null)) {
        prescribed++;
        assertThatThrownBy(() -> GeneratedNetworks.integers(onnx, 1, settings))
            .isInstanceOf(BadInputException.class)
            .hasMessageContaining("comes with its weights quantised");
      }
    }
    assertThat(prescribed).isGreaterThan(2);
  }
}
