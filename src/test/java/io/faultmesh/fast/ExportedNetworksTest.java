package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.network.onnx.export.ExportForm;
import io.faultmesh.network.onnx.export.QuantisedExport;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.network.quantisation.Calibration;
import io.faultmesh.network.quantisation.Quantiser;
import io.faultmesh.oracle.SlowReference;
import io.faultmesh.oracle.generated.ExportedNetworks;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.scenario.QuantisationSettings;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Small networks of today's kinds: int8 is near ONNX Runtime's floats, and exactly the oracle's.
 */
class ExportedNetworksTest {
  private static final int SEEDS = 5;
  private static final int IMAGES = 16;

  /** Fewer leave logits of other images outside the range. */
  private static final int CALIBRATION_IMAGES = 256;

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
    "SHUFFLENET, 11, 30",
    "SHUFFLENET, 16, 30",
    "MOBILENET_V3, 11, 25",
    "MOBILENET_V3, 16, 25",
    "EFFICIENTNET, 11, 25",
    "EFFICIENTNET, 16, 25",
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

  @ParameterizedTest
  @EnumSource
  void theExportedFileComputesABatchAsItComputesEachImage(ExportedNetworks.Kind kind)
      throws OrtException {
    IntegerNetwork network =
        GeneratedNetworks.integers(
            ExportedNetworks.of(kind, 16, 1), 1, QuantisationSettings.DEFAULT);
    Random random = new Random(2);
    float[][] images = {image(random), image(random), image(random)};
    FloatBuffer batch = FloatBuffer.allocate(images.length * images[0].length);
    for (float[] image : images) {
      batch.put(image);
    }
    for (ExportForm form : ExportForm.values()) {
      byte[] file = QuantisedExport.write(network, form);
      float[][] together = logits(file, batch.rewind(), images.length);
      for (int i = 0; i < images.length; i++) {
        assertThat(together[i])
            .as("%s, image %d", form, i)
            .isEqualTo(logits(file, FloatBuffer.wrap(images[i]), 1)[0]);
      }
      IntegerNetwork again = GeneratedNetworks.integers(file, 1, QuantisationSettings.DEFAULT);
      assertThat(again.layers()).hasSameSizeAs(network.layers());
      for (IntegerLayer layer : network.layers()) {
        assertThat(again.layers().get(layer.index()).input()).isEqualTo(layer.input());
        assertThat(again.layers().get(layer.index()).output()).isEqualTo(layer.output());
      }
    }
  }

  private static float[][] logits(byte[] file, FloatBuffer pixels, int images) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      try (OrtSession session = environment.createSession(file, options);
          OnnxTensor image =
              OnnxTensor.createTensor(environment, pixels, new long[] {images, 3, 16, 16});
          OrtSession.Result result = session.run(Map.of("image", image))) {
        return (float[][]) result.get(0).getValue();
      }
    }
  }

  /** Powers of the logits and of their errors on images that did not calibrate. */
  private static double[] run(Path file) {
    Network network = OnnxImporter.load(file);
    Calibration calibration = new Calibration(network, QuantisationSettings.DEFAULT);
    Random random = new Random(1);
    double[] powers = new double[2];
    try (FloatNetwork floats = new FloatNetwork(file, network, Calibration.observed(network))) {
      for (int i = 0; i < CALIBRATION_IMAGES; i++) {
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
