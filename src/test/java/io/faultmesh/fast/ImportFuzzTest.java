package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.LayerNormalisation;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.scenario.QuantisationSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Generated graphs of all operators, attributes and operator sets against ONNX Runtime's floats:
 * what is read otherwise than it is meant is far from them, what is only rounded is near. {@code
 * -Dfaultmesh.full=true} tries 2,000 instead of 120.
 */
class ImportFuzzTest {
  private static final int GRAPHS = Boolean.getBoolean("faultmesh.full") ? 2000 : 120;
  private static final int IMAGES = 4;

  /** The worst of 400 had 19. */
  private static final double DECIBELS = 12;

  /**
   * Vectors of a layer normalisation that are all but flat are stretched, their rounding with them:
   * DifferentialFuzzTest looks at these one by one. The worst of 2,000 (seed 546) has 7.4, while
   * each of its nodes lies within a step next to ONNX Runtime's on the same inputs.
   */
  private static final double NORMALISED = 3;

  @Test
  void noGeneratedGraphIsReadOtherwiseThanItIsMeant() {
    List<String> far = new ArrayList<>();
    for (long seed = 0; seed < GRAPHS; seed++) {
      byte[] onnx = GeneratedNetworks.onnx(seed);
      IntegerNetwork network = GeneratedNetworks.integers(onnx, seed, QuantisationSettings.DEFAULT);
      Random random = new Random(seed + 1);
      double[] powers = GeneratedNetworks.load(onnx, file -> powers(file, network, random));
      double decibels = 10 * Math.log10(powers[0] / powers[1]);
      boolean stretches =
          network.network().nodes().stream().anyMatch(LayerNormalisation.class::isInstance);
      if (powers[1] > 0 && !(decibels > (stretches ? NORMALISED : DECIBELS))) {
        far.add("seed " + seed + ": " + decibels + " dB, " + network.network().nodes());
      }
    }
    assertThat(far).isEmpty();
  }

  /** Powers of the float results and of the integers' errors, on the images that calibrated. */
  private static double[] powers(Path file, IntegerNetwork network, Random random) {
    Tensor output = network.network().output();
    Shape shape = network.network().input().shape();
    Quantisation format = network.format(output);
    double[] powers = new double[2];
    try (FloatNetwork floats = new FloatNetwork(file, network.network(), List.of(output));
        FastEngine engine = new FastEngine(network);
        FastEngine.Lane lane = engine.lane(1)) {
      for (int i = 0; i < IMAGES; i++) {
        float[] pixels = new float[shape.size()];
        for (int k = 0; k < pixels.length; k++) {
          pixels[k] = (float) random.nextGaussian();
        }
        float[] expected = floats.run(pixels).get(output);
        byte[] actual = lane.run(List.of(network.quantiseInput(pixels)), Strikes.NONE)[0];
        for (int k = 0; k < expected.length; k++) {
          double error = format.steps(actual[k]) * format.scale() - expected[k];
          powers[0] += expected[k] * expected[k];
          powers[1] += error * error;
        }
      }
    }
    return powers;
  }
}
