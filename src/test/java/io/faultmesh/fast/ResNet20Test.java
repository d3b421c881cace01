package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.dataset.Dataset;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.network.quantisation.Calibration;
import io.faultmesh.network.quantisation.Quantiser;
import io.faultmesh.oracle.DataFolder;
import io.faultmesh.oracle.SlowReference;
import io.faultmesh.scenario.DatasetSettings;
import io.faultmesh.scenario.Preprocessing;
import io.faultmesh.scenario.QuantisationSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.junit.jupiter.api.Test;

/** A whole trained network, layer by layer, where its file and its images are at hand. */
class ResNet20Test {
  private static final String NETWORK = "networks/resnet20-cifar10.onnx";
  private static final String IMAGES = "data/cifar10/test.bin";
  private static final int CALIBRATION_IMAGES = 32;
  private static final int FIRST = 100;
  private static final int COUNT = 2;

  private static Preprocessing preprocessing() {
    return new Preprocessing(
        null, null, null, 1 / 255.0, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));
  }

  @Test
  void everyLayerEqualsTheSlowReferenceAndFollowsTheFloats() {
    Path data = DataFolder.with(NETWORK, IMAGES);
    Network network = OnnxImporter.load(data.resolve(NETWORK));
    List<Tensor> observed = Calibration.observed(network);
    try (FloatNetwork floats = new FloatNetwork(data.resolve(NETWORK), network, observed);
        Dataset images =
            Dataset.open(DatasetSettings.Format.CIFAR10, data.resolve(IMAGES), preprocessing())) {
      Calibration calibration = new Calibration(network, QuantisationSettings.DEFAULT);
      for (int i = 0; i < CALIBRATION_IMAGES; i++) {
        calibration.observe(i, floats.run(images.read(i).pixels()));
      }
      IntegerNetwork integers =
          Quantiser.quantise(network, calibration, QuantisationSettings.DEFAULT);
      try (FastEngine engine = new FastEngine(integers);
          FastEngine.Lane lane = engine.lane(1)) {
        for (int i = FIRST; i < FIRST + COUNT; i++) {
          float[] pixels = images.read(i).pixels();
          compare(integers, lane, pixels, floats.run(pixels));
        }
      }
    }
  }

  private static void compare(
      IntegerNetwork network, FastEngine.Lane lane, float[] pixels, Map<Tensor, float[]> floats) {
    byte[] image = network.quantiseInput(pixels);
    RecordingStrikes record = RecordingStrikes.sumsAndResults(Strikes.NONE);
    byte[] logits = lane.run(List.of(image), record)[0];
    SlowReference.Result expected = SlowReference.golden(network, image);
    for (IntegerLayer layer : network.layers()) {
      Tensor output = layer.node().output();
      assertThat(record.sums(layer.index(), 0))
          .as(layer.node().name())
          .isEqualTo(expected.sums().get(layer.index()));
      assertThat(record.results(layer.index(), 0))
          .as(layer.node().name())
          .isEqualTo(expected.values().get(output));
      assertThat(correlation(expected.values().get(output), floats.get(output)))
          .as(layer.node().name())
          .isGreaterThan(0.97);
    }
    assertThat(logits).isEqualTo(expected.logits());
    assertThat(lane.run(List.of(image), Strikes.NONE)[0]).isEqualTo(logits);
  }

  private static double correlation(byte[] integers, float[] floats) {
    double[] left = new double[integers.length];
    double[] right = new double[integers.length];
    for (int i = 0; i < left.length; i++) {
      left[i] = integers[i];
      right[i] = floats[i];
    }
    return new PearsonsCorrelation().correlation(left, right);
  }
}
