package io.faultmesh.training;

import java.util.random.RandomGenerator;

/** Shows every image shifted by up to two pixels and half of them mirrored. */
final class Augmentation {
  private static final int MAX_SHIFT = 2;

  private final int side;

  /** For grey images of {@code side} x {@code side} pixels with a background of 0. */
  Augmentation(int side) {
    this.side = side;
  }

  /** Writes a random variant of {@code image} to {@code out} from position {@code at}. */
  void apply(float[] image, float[] out, int at, RandomGenerator random) {
    int down = random.nextInt(-MAX_SHIFT, MAX_SHIFT + 1);
    int right = random.nextInt(-MAX_SHIFT, MAX_SHIFT + 1);
    boolean mirrored = random.nextBoolean();
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int fromY = y - down;
        int fromX = (mirrored ? side - 1 - x : x) - right;
        boolean inside = fromY >= 0 && fromY < side && fromX >= 0 && fromX < side;
        out[at + y * side + x] = inside ? image[fromY * side + fromX] : 0;
      }
    }
  }
}
