package io.faultmesh.fast;

import io.faultmesh.network.IntegerLayer;

/** What faults do to one image's layer, at the three places where they can act. */
interface Strikes {

  /** A run without faults. */
  Strikes NONE =
      new Strikes() {
        @Override
        public byte[] input(IntegerLayer layer, int image, byte[] values, int offset) {
          return null;
        }

        @Override
        public boolean reachesSums(IntegerLayer layer) {
          return false;
        }

        @Override
        public void sums(
            IntegerLayer layer, int image, byte[] input, int inputOffset, int[] sums, int offset) {}

        @Override
        public void results(IntegerLayer layer, int image, byte[] values, int offset) {}
      };

  /**
   * Before the layer: the layer's own struck copy of its input, or null where nothing is struck.
   *
   * @param image number within the batch
   */
  byte[] input(IntegerLayer layer, int image, byte[] values, int offset);

  /** Whether {@link #sums} may change anything in a layer. */
  boolean reachesSums(IntegerLayer layer);

  /** After the products: changes the int32 sums, {@code [pixel][filter]}, without bias. */
  void sums(IntegerLayer layer, int image, byte[] input, int inputOffset, int[] sums, int offset);

  /** After requantisation: changes the int8 results, {@code [pixel][filter]}. */
  void results(IntegerLayer layer, int image, byte[] values, int offset);
}
