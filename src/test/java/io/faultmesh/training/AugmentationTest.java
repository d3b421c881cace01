package io.faultmesh.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final int SIDE = 6;

  @Test
  void aPixelMovesByUpToTwoInEveryDirectionOfEitherHalf() {
    float[] image = new float[SIDE * SIDE];
    image[2 * SIDE + 2] = 1;
    TreeSet<Integer> rows = new TreeSet<>();
    TreeSet<Integer> columns = new TreeSet<>();
    SplittableRandom random = new SplittableRandom(1);
    Augmentation augmentation = new Augmentation(SIDE);
    for (int i = 0; i < 500; i++) {
      float[] out = new float[1 + SIDE * SIDE];
      augmentation.apply(image, out, 1, random);
      assertThat(out[0]).isZero();
      for (int at = 1; at < out.length; at++) {
        if (out[at] == 1) {
          rows.add((at - 1) / SIDE);
          columns.add((at - 1) % SIDE);
        }
      }
    }
    assertThat(rows).containsExactly(0, 1, 2, 3, 4);
    assertThat(columns).containsExactly(0, 1, 2, 3, 4, 5);
  }
}
