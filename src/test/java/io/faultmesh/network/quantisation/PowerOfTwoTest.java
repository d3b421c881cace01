package io.faultmesh.network.quantisation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.network.Clip;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Window;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.QuantisationSettings.Requantisation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PowerOfTwoTest {
  private static final int WINDOW = 9;
  private static final int FILTERS = 4;
  private static final Quantisation IN = Quantisation.symmetric(0.031f);

  /** Filters of very different size give the error several valleys. */
  @Test
  void chosenShiftHasTheLeastErrorOfAllShifts() {
    Random random = new Random(5);
    for (int round = 0; round < 60; round++) {
      Convolution layer = layer(random);
      List<float[]> patches = patches(random);
      Quantisation out = Quantisation.symmetric(0.002f * (1 << random.nextInt(8)));
      double least = Double.POSITIVE_INFINITY;
      for (int t = 0; t <= 24; t++) {
        least = Math.min(least, error(choice(layer, out, patches, List.of(t)), layer, patches));
      }
      double chosen = error(choice(layer, out, patches, List.of()), layer, patches);
      assertEquals(least, chosen, 1e-9 * least, "round " + round);
    }
  }

  @Test
  void chosenShiftIsOneOfTheAllowed() {
    Random random = new Random(6);
    PowerOfTwo choice =
        choice(layer(random), Quantisation.symmetric(0.1f), patches(random), List.of(3, 20));
    int t = choice.layer(0).truncations()[0];
    assertEquals(true, t == 3 || t == 20, "t = " + t);
  }

  private static PowerOfTwo choice(
      Convolution layer, Quantisation out, List<float[]> patches, List<Integer> truncations) {
    return PowerOfTwo.of(
        layer,
        IN,
        out,
        patches,
        new QuantisationSettings(null, Requantisation.POWER_OF_TWO, truncations));
  }

  /** The squared error of the integer layer, by the published rule of the output stage. */
  private static double error(PowerOfTwo choice, Convolution layer, List<float[]> patches) {
    IntegerLayer integers = choice.layer(0);
    float scale = choice.output().scale();
    float multiplier = IN.scale() * integers.weightScales()[0] / scale;
    double error = 0;
    for (float[] patch : patches) {
      for (int n = 0; n < FILTERS; n++) {
        int sum = integers.bias()[n];
        double wanted = layer.bias()[n];
        for (int i = 0; i < WINDOW; i++) {
          int x = (int) Math.max(-128, Math.min(127, Math.rint(patch[i] / IN.scale())));
          sum += integers.weights()[n * WINDOW + i] * x;
          wanted += layer.weights()[n * WINDOW + i] * patch[i];
        }
        double y = Math.max(-128, Math.min(127, Math.rint(sum * multiplier)));
        error += Math.pow(y * scale - wanted, 2);
      }
    }
    return error;
  }

  private static Convolution layer(Random random) {
    float[] weights = new float[FILTERS * WINDOW];
    for (int n = 0; n < FILTERS; n++) {
      double size = Math.pow(2, -random.nextInt(12));
      for (int i = 0; i < WINDOW; i++) {
        weights[n * WINDOW + i] = (float) (size * random.nextGaussian());
      }
    }
    double[] bias = random.doubles(FILTERS, -0.1, 0.1).toArray();
    double[] weightScales = new double[0];
    return new Convolution(
        "layer",
        new Tensor(0, "in", new Shape(1, 3, 3)),
        new Tensor(1, "out", new Shape(FILTERS, 1, 1)),
        new Window(3, 3, 1, 1, 0, 0, 0, 0, 1, 1),
        1,
        weights,
        bias,
        Clip.NONE,
        weightScales);
  }

  private static List<float[]> patches(Random random) {
    List<float[]> patches = new ArrayList<>();
    for (int p = 0; p < 20; p++) {
      float[] patch = new float[WINDOW];
      for (int i = 0; i < WINDOW; i++) {
        patch[i] = (float) random.nextGaussian();
      }
      patches.add(Arrays.copyOf(patch, WINDOW));
    }
    return patches;
  }
}
