package io.faultmesh.fast.struck;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The sums of one image at one layer, without bias, by their place in {@code [pixel][filter]}
 * order: computed where they are asked for, and all at once when many are. Changes stay apart.
 */
public final class Sums {
  /** A native sum costs about this part of one that is computed alone. */
  private static final int NATIVE_GAIN = 64;

  /** What is the same for all passes over a layer. */
  private static final class Unchanged {
    private final LayerImage image;
    private final Supplier<int[]> all;
    private int[] known;
    private int asked;

    private Unchanged(LayerImage image, Supplier<int[]> all) {
      this.image = image;
      this.all = all;
    }

    private int get(int place) {
      if (known == null && ++asked > image.node().neurons() / NATIVE_GAIN + 1) {
        known = all.get();
        image.parameters().correct(image, known);
      }
      int filters = image.node().filters();
      return known != null ? known[place] : image.sum(place % filters, place / filters);
    }
  }

  private final Unchanged unchanged;
  private final Map<Integer, Integer> changed = new HashMap<>();

  private Sums(Unchanged unchanged) {
    this.unchanged = unchanged;
  }

  /**
   * Sums that nothing has changed.
   *
   * @param all computes every sum with weights that nothing has struck
   */
  public static Sums of(LayerImage image, Supplier<int[]> all) {
    return new Sums(new Unchanged(image, all));
  }

  /** The same sums without the changes. */
  Sums again() {
    return new Sums(unchanged);
  }

  /** Unchanged sums of the same input with other parameters. */
  Sums with(LayerImage other) {
    return new Sums(new Unchanged(other, unchanged.all));
  }

  public int get(int place) {
    Integer own = changed.get(place);
    return own != null ? own : unchanged.get(place);
  }

  void set(int place, int sum) {
    changed.put(place, sum);
  }

  /** The changed sums by place. */
  Map<Integer, Integer> changed() {
    return changed;
  }
}
