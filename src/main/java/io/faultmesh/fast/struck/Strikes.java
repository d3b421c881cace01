package io.faultmesh.fast.struck;

import io.faultmesh.network.IntegerLayer;
import io.faultmesh.scenario.FaultSite;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.SortedMap;

/** What faults do to one image's layer, at the places where they can act; nothing by itself. */
public interface Strikes {

  /** A run without faults. */
  Strikes NONE = new Strikes() {};

  /**
   * Before the layer: strikes its input where it lies, for this layer only.
   *
   * @param image number within the batch
   * @param offset of the image's first value
   */
  default void input(IntegerLayer layer, int image, Restorable values, int offset) {}

  /** Whether {@link #parameters} may be others than a layer's own. */
  default boolean reachesParameters(IntegerLayer layer) {
    return false;
  }

  /** The layer's parameters as this image meets them. */
  default StruckParameters parameters(IntegerLayer layer, int image) {
    return new StruckParameters(layer);
  }

  /** Whether {@link #sums} may do anything in a layer. */
  default boolean reachesSums(IntegerLayer layer) {
    return false;
  }

  /**
   * Inside the array: changes sums, and writes the results of those that changed.
   *
   * @param results {@code [pixel][filter]} from {@code offset} on, computed from clean sums
   */
  default void sums(LayerImage place, int image, Sums sums, ByteBuffer results, int offset) {}

  /** Whether {@link #results} looks at every result of a layer. */
  default boolean judgesResults(IntegerLayer layer) {
    return false;
  }

  /** Whether {@link #behind} may flip anything behind a layer. */
  default boolean reachesBehind(FaultSite site, IntegerLayer layer) {
    return false;
  }

  /**
   * The bits that differ in nodes behind a layer, by value of the site.
   *
   * @param site {@code table} or {@code sum}
   */
  default SortedMap<Integer, Integer> behind(FaultSite site, IntegerLayer layer, int image) {
    return Collections.emptySortedMap();
  }

  /**
   * After requantisation: changes the 8-bit results, {@code [pixel][filter]}.
   *
   * @param place the image with its sums; null unless {@link #judgesResults}
   */
  default void results(
      IntegerLayer layer, LayerImage place, int image, ByteBuffer values, int offset) {}
}
