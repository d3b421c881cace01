package io.faultmesh.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Preprocessing;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PixelPipelineTest {
  private static final Path FILE = Path.of("some.png");

  private static float[] apply(Preprocessing preprocessing, Pixels image) {
    return new PixelPipeline(preprocessing, image.offsets().length, FILE).apply(image, FILE);
  }

  private static Pixels grey(int height, int width, int... samples) {
    byte[] data = new byte[samples.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) samples[i];
    }
    return Pixels.planar(data, 0, 1, height, width);
  }

  @Test
  void scaleThenMeanThenStd() {
    Preprocessing p = Preprocessings.of().scale(0.1).mean(2).std(4).build();
    assertThat(apply(p, grey(1, 2, 0, 255))).containsExactly(-0.5f, 5.875f);
  }

  @Test
  void halvingWeighsEveryPixelUnderTheTriangle() {
    // Output 0 has its centre at 1 and a radius of 2: weights 3/7, 3/7, 1/7.
    float[] out =
        apply(Preprocessings.of().resize(2).build(), grey(4, 4, repeatRow(4, 70, 14, 140, 7)));
    assertThat(out[0]).isCloseTo((3 * 70 + 3 * 14 + 140) / 7f, within(1e-4f));
    assertThat(out[1]).isCloseTo((14 + 3 * 140 + 3 * 7) / 7f, within(1e-4f));
    assertThat(out[2]).isEqualTo(out[0]);
  }

  @Test
  void doublingInterpolatesBetweenHalfPixelCentres() {
    float[] out = apply(Preprocessings.of().resize(4).build(), grey(2, 2, repeatRow(2, 0, 100)));
    assertThat(out).startsWith(0f, 25f, 75f, 100f);
  }

  @Test
  void resizeTakesTheShorterSideAndCropsTheCentre() {
    Pixels wide = grey(2, 7, repeatRow(2, 10, 20, 30, 40, 50, 60, 70));
    PixelPipeline resized = new PixelPipeline(Preprocessings.of().resize(3).build(), 1, FILE);
    assertThat(resized.shape(2, 7, FILE)).containsExactly(1, 3, 10);
    assertThat(apply(Preprocessings.of().crop(2).build(), wide)).containsExactly(30, 40, 30, 40);
  }

  @Test
  void theWindowOfAResizedImageIsThatWindowOfTheWhole() {
    SplittableRandom random = new SplittableRandom(3);
    int[] samples = random.ints(37 * 53, 0, 256).toArray();
    Pixels image = grey(37, 53, samples);
    for (int side : new int[] {11, 29, 61}) {
      float[] whole = apply(Preprocessings.of().resize(side).build(), image);
      float[] part = apply(Preprocessings.of().resize(side).crop(8).build(), image);
      int width = side * 53 / 37;
      for (int i = 0; i < part.length; i++) {
        int y = (side - 8) / 2 + i / 8;
        int x = (width - 8) / 2 + i % 8;
        assertThat(part[i]).as("side %d, value %d", side, i).isEqualTo(whole[y * width + x]);
      }
    }
  }

  @Test
  void aConstantImageStaysConstant() {
    Pixels image = grey(9, 5, new int[45]);
    assertThat(apply(Preprocessings.of().resize(7).build(), image)).containsOnly(0f);
    Arrays.fill(image.data(), (byte) 200);
    for (float value : apply(Preprocessings.of().resize(2).build(), image)) {
      assertThat(value).isCloseTo(200f, within(1e-4f));
    }
  }

  @Test
  void aCropLargerThanTheImageIsAnError() {
    Preprocessing p = Preprocessings.of().resize(4).crop(5).build();
    assertThatThrownBy(() -> apply(p, grey(2, 2, 1, 2, 3, 4)))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "some.png: the image of 2x2 pixels, resized to 4x4, is smaller than the crop of 5x5");
    Preprocessing long1 = Preprocessings.of().resize(16_384).build();
    assertThatThrownBy(() -> apply(long1, grey(1, 2, 1, 2)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("32768x16384 pixels are too many");
  }

  private static int[] repeatRow(int times, int... row) {
    int[] all = new int[times * row.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = row[i % row.length];
    }
    return all;
  }
}
