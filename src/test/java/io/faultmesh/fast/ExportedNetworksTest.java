package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.network.quantisation.Calibration;
import io.faultmesh.network.quantisation.Quantiser;
import io.faultmesh.oracle.SlowReference;
import io.faultmesh.oracle.generated.ExportedNetworks;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.scenario.QuantisationSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Small networks of today's kinds: int8 is near ONNX Runtime's floats, and exactly the oracle's.
 */
class ExportedNetworksTest {
  private static final int SEEDS = 5;
  private static final int IMAGES = 16;

  private static float[] image(Random random) {
    float[] pixels = new float[3 * 16 * 16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return pixels;
  }

  @ParameterizedTest
  @CsvSource({
    "DENSENET, 11, 30",
    "DENSENET, 16, 30",
    "SHUFFLENET, 11, 20",
    "SHUFFLENET, 16, 20",
    "MOBILENET_V3, 11, 20",
    "MOBILENET_V3, 16, 20",
    "EFFICIENTNET, 11, 20",
    "EFFICIENTNET, 16, 20",
    "VISION_TRANSFORMER, 11, 15",
    "VISION_TRANSFORMER, 13, 15",
    "VISION_TRANSFORMER, 17, 15"
  })
  void int8IsNearTheFloatsAndEqualsTheOracle(
      ExportedNetworks.Kind kind, int opset, double decibels) {
    double signal = 0;
    double noise = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      double[] powers =
          GeneratedNetworks.load(ExportedNetworks.of(kind, opset, seed), ExportedNetworksTest::run);
      signal += powers[0];
      noise += powers[1];
    }
    assertThat(10 * Math.log10(signal / noise)).as("decibels").isGreaterThan(decibels);
  }

  /** Powers of the logits and of their errors on images that did not calibrate. */
  private static double[] run(Path file) {
    Network network = OnnxImporter.load(file);
    Calibration calibration = new Calibration(network, QuantisationSettings.DEFAULT);
    Random random = new Random(1);
    double[] powers = new double[2];
    try (FloatNetwork floats = new FloatNetwork(file, network, Calibration.observed(network))) {
      for (int i = 0; i < IMAGES; i++) {
        calibration.observe(i, floats.run(image(random)));
      }
      IntegerNetwork integers =
          Quantiser.quantise(network, calibration, QuantisationSettings.DEFAULT);
      Quantisation format = integers.format(network.output());
      try (FastEngine engine = new FastEngine(integers);
          FastEngine.Lane lane = engine.lane(1)) {
        for (int i = 0; i < IMAGES; i++) {
          float[] pixels = image(random);
          float[] expected = floats.run(pixels).get(network.output());
          byte[] quantised = integers.quantiseInput(pixels);
          byte[] logits = lane.run(List.of(quantised), Strikes.NONE)[0];
          if (i == 0) {
            assertThat(logits).isEqualTo(SlowReference.golden(integers, quantised).logits());
          }
          for (int k = 0; k < logits.length; k++) {
            double error = format.steps(logits[k]) * format.scale() - expected[k];
            powers[0] += expected[k] * expected[k];
            powers[1] += error * error;
          }
        }
      }
    }
    return powers;
  }
}
