package io.faultmesh.dataset;

/**
 * The samples of one decoded image, wherever they lie in a byte array, so that no layout has to be
 * copied into another before preprocessing.
 *
 * @param data samples, unsigned
 * @param offsets position of each channel's first sample; grey as RGB repeats one offset
 * @param pixelStride bytes from a pixel to its right neighbour
 * @param rowStride bytes from a pixel to the one below
 */
record Pixels(byte[] data, int[] offsets, int pixelStride, int rowStride, int height, int width) {

  /** An image stored as one plane per channel, the first of which starts at {@code start}. */
  static Pixels planar(byte[] data, int start, int channels, int height, int width) {
    int[] offsets = new int[channels];
    for (int c = 0; c < channels; c++) {
      offsets[c] = start + c * height * width;
    }
    return new Pixels(data, offsets, 1, width, height, width);
  }
}
