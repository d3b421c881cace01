package io.faultmesh.fast.struck;

import io.faultmesh.network.IntegerLayer;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.SortedMap;

/** What faults do to one image's layer, at the places where they can act. */
public interface Strikes {

  /** A run without faults. */
  Strikes NONE =
      new Strikes() {
        @Override
        public void input(IntegerLayer layer, int image, Restorable values, int offset) {}

        @Override
        public boolean reachesParameters(IntegerLayer layer) {
          return false;
        }

        @Override
        public StruckParameters parameters(IntegerLayer layer, int image) {
          return new StruckParameters(layer);
        }

        @Override
        public boolean reachesSums(IntegerLayer layer) {
          return false;
        }

        @Override
        public void sums(LayerImage place, int image, Sums sums, ByteBuffer results, int offset) {}

        @Override
        public boolean judgesResults(IntegerLayer layer) {
          return false;
        }

        @Override
        public void results(
            IntegerLayer layer, LayerImage place, int image, ByteBuffer values, int offset) {}
      };

  /**
   * Before the layer: strikes its input where it lies, for this layer only.
   *
   * @param image number within the batch
   * @param offset of the image's first value
   */
  void input(IntegerLayer layer, int image, Restorable values, int offset);

  /** Whether {@link #parameters} may be others than a layer's own. */
  boolean reachesParameters(IntegerLayer layer);

  /** The layer's parameters as this image meets them. */
  StruckParameters parameters(IntegerLayer layer, int image);

  /** Whether {@link #sums} may do anything in a layer. */
  boolean reachesSums(IntegerLayer layer);

  /**
   * Inside the array: changes sums, and writes the results of those that changed.
   *
   * @param results {@code [pixel][filter]} from {@code offset} on, computed from clean sums
   */
  void sums(LayerImage place, int image, Sums sums, ByteBuffer results, int offset);

  /** Whether {@link #results} looks at every result of a layer. */
  boolean judgesResults(IntegerLayer layer);

  /** Whether {@link #tables} may flip anything behind a layer. */
  default boolean reachesTables(IntegerLayer layer) {
    return false;
  }

  /** The bits that differ in the tables behind a layer, by entry. */
  default SortedMap<Integer, Integer> tables(IntegerLayer layer, int image) {
    return Collections.emptySortedMap();
  }

  /** Whether {@link #added} may flip anything behind a layer. */
  default boolean reachesAdded(IntegerLayer layer) {
    return false;
  }

  /** The bits that differ in the results of additions behind a layer, by value. */
  default SortedMap<Integer, Integer> added(IntegerLayer layer, int image) {
    return Collections.emptySortedMap();
  }

  /**
   * After requantisation: changes the 8-bit results, {@code [pixel][filter]}.
   *
   * @param place the image with its sums; null unless {@link #judgesResults}
   */
  void results(IntegerLayer layer, LayerImage place, int image, ByteBuffer values, int offset);
}
