package io.faultmesh.network.quantisation;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.fast.FastEngine;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.Clip;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Window;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.RandomQuantised;
import io.faultmesh.oracle.generated.VggShaped;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.QuantisationSettings.Requantisation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BiasCorrectionTest {
  private static final QuantisationSettings PLAIN = QuantisationSettings.DEFAULT;
  private static final QuantisationSettings CORRECTED = settings(Requantisation.MULTIPLIER);

  private static QuantisationSettings settings(Requantisation requantisation) {
    return new QuantisationSettings(null, null, requantisation, null, null, null, true, null);
  }

  /** Two filters on two channels of one pixel: weights in steps of 0.1, inputs in steps of 0.5. */
  @Test
  void biasTakesBackWhatRoundingLostOfTheMeanInput() {
    float[] weights = {0.14f, -0.33f, 0.2f, 0.5f};
    byte[] rounded = {1, -3, 2, 5};
    Convolution node = convolution(new Shape(2, 1, 1), 2, Window.UNIT, 1, weights);
    IntegerLayer corrected =
        BiasCorrection.of(layer(node, rounded, 0.1f, 0.5f), new double[] {100, 10});
    // 0.04 of 100 less 0.03 of 10 are 3.7, in steps of 0.05; the second filter lost nothing.
    assertThat(corrected.bias()).containsExactly(7 + 74, 7);
    assertThat(corrected.weights()).isSameAs(rounded);
  }

  /** A depthwise layer: each filter looks at its own channel's mean only. */
  @Test
  void groupsLookAtTheirOwnChannels() {
    float[] weights = {0.14f, 0.23f};
    byte[] rounded = {1, 2};
    Convolution node = convolution(new Shape(2, 1, 1), 2, Window.UNIT, 2, weights);
    IntegerLayer corrected =
        BiasCorrection.of(layer(node, rounded, 0.1f, 0.5f), new double[] {100, 10});
    assertThat(corrected.bias()).containsExactly(7 + 80, 7 + 6);
  }

  /** A row of pixels 1, 2, 4 under a window of 3 with a pad on either side and a stride of 2. */
  @Test
  void meansCountPadsAsZeros() {
    Window window = new Window(1, 3, 1, 2, 0, 1, 0, 1, 1, 1);
    Convolution node = convolution(new Shape(1, 1, 3), 1, window, 1, new float[3]);
    // The windows read 0 1 2 and 2 4 0.
    assertThat(BiasCorrection.means(node, new float[] {1, 2, 4})).containsExactly(1, 2.5, 1);
  }

  private static Convolution convolution(
      Shape in, int filters, Window window, int groups, float[] weights) {
    Shape out = new Shape(filters, 1, window.outputWidth(in.width()));
    Tensor input = new Tensor(0, "in", in);
    Tensor output = new Tensor(1, "out", out);
    double[] bias = new double[filters];
    return new Convolution("c", input, output, window, groups, weights, bias, Clip.NONE, null);
  }

  private static IntegerLayer layer(Convolution node, byte[] weights, float step, float in) {
    float[] scales = {step, step};
    Quantisation out = Quantisation.symmetric(1);
    Requantiser requantiser =
        Requantiser.of(scales, out, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    return new IntegerLayer(
        0,
        node,
        Quantisation.symmetric(in),
        out,
        weights,
        scales,
        new int[] {7, 7},
        requantiser,
        new int[2]);
  }

  /** Only biases change, and both engines and the oracle's second implementation agree. */
  @ParameterizedTest
  @EnumSource(Requantisation.class)
  void enginesComputeTheSameOnCorrectedBiases(Requantisation requantisation) {
    int moved = 0;
    for (long seed = 0; seed < 12; seed++) {
      byte[] onnx = GeneratedNetworks.onnx(seed);
      IntegerNetwork network = GeneratedNetworks.integers(onnx, seed, settings(requantisation));
      var own = new QuantisationSettings(null, requantisation, null);
      IntegerNetwork plain = GeneratedNetworks.integers(onnx, seed, own);
      for (int i = 0; i < network.layers().size(); i++) {
        IntegerLayer layer = network.layers().get(i);
        assertThat(layer.weights()).isEqualTo(plain.layers().get(i).weights());
        moved += Arrays.equals(layer.bias(), plain.layers().get(i).bias()) ? 0 : 1;
      }
      GoldenLogits.assertEnginesAgree(network, seed);
    }
    assertThat(moved).isGreaterThan(10);
  }

  @Test
  void prescribedIntegersStayAsTheyAre() {
    for (long seed = 0; seed < 10; seed++) {
      byte[] onnx = RandomQuantised.onnx(seed);
      IntegerNetwork plain = GeneratedNetworks.integers(onnx, seed, PLAIN);
      IntegerNetwork corrected = GeneratedNetworks.integers(onnx, seed, CORRECTED);
      for (int i = 0; i < plain.layers().size(); i++) {
        if (plain.layers().get(i).node().weightScales() != null) {
          assertThat(corrected.layers().get(i).bias()).isEqualTo(plain.layers().get(i).bias());
        }
      }
    }
  }

  /** VGG-16's chain: the logits come nearer to the floats on an image that did not calibrate. */
  @Test
  void chainOfLayersComesNearerToTheFloats() {
    double plain = 0;
    double corrected = 0;
    double unsigned = 0;
    for (long seed = 0; seed < 3; seed++) {
      byte[] onnx = VggShaped.onnx(seed);
      plain += decibels(onnx, seed, PLAIN) / 3;
      corrected += decibels(onnx, seed, CORRECTED) / 3;
      unsigned += decibels(onnx, seed, NonNegativeTest.settings(Requantisation.MULTIPLIER)) / 3;
    }
    assertThat(corrected).isGreaterThan(plain + 1);
    assertThat(unsigned).isGreaterThan(plain + 2);
  }

  private static double decibels(byte[] onnx, long seed, QuantisationSettings settings) {
    IntegerNetwork network = GeneratedNetworks.integers(onnx, seed, settings);
    Tensor output = network.network().output();
    float[] pixels = new float[network.network().input().shape().size()];
    Random random = new Random(seed + 100);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    float[] expected =
        GeneratedNetworks.load(
            onnx,
            file -> {
              try (FloatNetwork floats =
                  new FloatNetwork(file, network.network(), List.of(output))) {
                return floats.run(pixels).get(output).clone();
              }
            });
    try (FastEngine engine = new FastEngine(network);
        FastEngine.Lane lane = engine.lane(1)) {
      byte[] logits = lane.run(List.of(network.quantiseInput(pixels)), Strikes.NONE)[0];
      double power = 0;
      double errors = 0;
      for (int i = 0; i < logits.length; i++) {
        double real = (double) network.format(output).scale() * logits[i];
        power += expected[i] * expected[i];
        errors += (real - expected[i]) * (real - expected[i]);
      }
      return 10 * Math.log10(power / errors);
    }
  }

  /** Parts of a calibration in any order, and one that was written, give the same means. */
  @Test
  void meansDoNotDependOnTheOrderOfImages() throws IOException {
    byte[] onnx = GeneratedNetworks.onnx(3);
    Network network = GeneratedNetworks.load(onnx, OnnxImporter::load);
    List<Map<Tensor, float[]>> images = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 5; i++) {
      Map<Tensor, float[]> values = new HashMap<>();
      for (Tensor tensor : Calibration.observed(network)) {
        float[] own = new float[tensor.shape().size()];
        for (int k = 0; k < own.length; k++) {
          own[k] = (float) random.nextGaussian();
        }
        values.put(tensor, own);
      }
      network
          .layers()
          .forEach(
              layer ->
                  values.computeIfAbsent(
                      layer.input(), tensor -> new float[tensor.shape().size()]));
      images.add(values);
    }
    Calibration forwards = observed(network, images, 0, 1, 2, 3, 4);
    Calibration backwards = observed(network, images, 4, 2);
    backwards.add(observed(network, images, 3, 0, 1));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    forwards.write(new DataOutputStream(bytes));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    Calibration read = Calibration.read(in, network, CORRECTED);
    for (Convolution layer : network.layers()) {
      if (!layer.isProduct()) {
        assertThat(backwards.means(layer)).isEqualTo(forwards.means(layer));
        assertThat(read.means(layer)).isEqualTo(forwards.means(layer));
      }
    }
  }

  private static Calibration observed(
      Network network, List<Map<Tensor, float[]>> images, int... order) {
    Calibration calibration = new Calibration(network, CORRECTED);
    for (int image : order) {
      calibration.observe(image, images.get(image));
    }
    return calibration;
  }
}
