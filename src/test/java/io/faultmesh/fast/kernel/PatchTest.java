package io.faultmesh.fast.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Parts of tensors, held against the whole ones. */
class PatchTest {
  private static final int CASES = 500;
  private static final byte PADDING = 77;

  private static Shape shape(Random random) {
    return new Shape(1 + random.nextInt(3), 1 + random.nextInt(9), 1 + random.nextInt(9));
  }

  private static Window window(Random random) {
    return new Window(
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3),
        1 + random.nextInt(2),
        1 + random.nextInt(2));
  }

  @Test
  void aPatchHoldsEveryDifferenceAndNoMoreRows() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Shape shape = shape(random);
      byte[] golden = new byte[shape.size()];
      random.nextBytes(golden);
      byte[] other = golden.clone();
      int changes = random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        other[random.nextInt(other.length)] ^= 1 << random.nextInt(8);
      }
      Patch patch = Patch.of(shape, golden, Region.whole(shape), other, 0);
      byte[] restored = golden.clone();
      Patch.copy(shape, golden, patch, Region.whole(shape), PADDING, restored, 0);
      assertThat(restored).as("seed %d", seed).isEqualTo(other);
      if (patch != null && changes == 1) {
        assertThat(patch.region().pixels()).isEqualTo(1);
      }
    }
  }

  @Test
  void whatNoWindowSeesIsOutsideOfTheSeenRegion() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Shape in = shape(random);
      Window window = window(random);
      if (in.height() + window.padTop() + window.padBottom() < window.reachY()
          || in.width() + window.padLeft() + window.padRight() < window.reachX()) {
        continue;
      }
      Shape out = new Shape(1, window.outputHeight(in.height()), window.outputWidth(in.width()));
      int y = random.nextInt(in.height());
      int x = random.nextInt(in.width());
      Region seen = new Region(y, x, 1, 1).seenBy(window, out);
      for (int oy = 0; oy < out.height(); oy++) {
        for (int ox = 0; ox < out.width(); ox++) {
          Region own = new Region(oy, ox, 1, 1);
          boolean covers = own.inputs(window).within(new Region(y, x, 1, 1)).pixels() > 0;
          assertThat(own.within(seen).pixels() > 0).as("seed %d", seed).isEqualTo(covers);
        }
      }
    }
  }

  @Test
  void outsideOfTheImageIsPadding() {
    Shape shape = new Shape(1, 2, 2);
    byte[] copied = new byte[16];
    Patch.copy(shape, new byte[] {1, 2, 3, 4}, null, new Region(-1, -1, 4, 4), PADDING, copied, 0);
    byte p = PADDING;
    assertThat(copied).containsExactly(p, p, p, p, p, 1, 2, p, p, 3, 4, p, p, p, p, p);
  }
}
