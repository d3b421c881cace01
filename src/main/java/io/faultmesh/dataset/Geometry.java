package io.faultmesh.dataset;

import io.faultmesh.scenario.Preprocessing;
import io.faultmesh.text.Text;
import java.nio.file.Path;

/**
 * What becomes of an image's size: the whole image after resizing, and the window of it that the
 * crop leaves.
 *
 * <p>The longer side is {@code floor(resize * longer / shorter)}; a crop starts at {@code
 * floor((side - crop) / 2)}.
 */
record Geometry(int resizedHeight, int resizedWidth, int top, int left, int height, int width) {

  /**
   * @param file named in the error
   * @throws io.faultmesh.scenario.BadInputException if the crop does not fit, or the resized image
   *     is of absurd size
   */
  static Geometry of(Preprocessing preprocessing, int height, int width, Path file) {
    long resizedHeight = height;
    long resizedWidth = width;
    if (preprocessing.resize() != null) {
      long shorter = Math.min(height, width);
      resizedHeight = (long) preprocessing.resize() * height / shorter;
      resizedWidth = (long) preprocessing.resize() * width / shorter;
      DataFiles.requireImageSize(file, resizedHeight, resizedWidth);
    }
    int h = (int) resizedHeight;
    int w = (int) resizedWidth;
    Integer crop = preprocessing.crop();
    if (crop == null) {
      return new Geometry(h, w, 0, 0, h, w);
    }
    if (crop > h || crop > w) {
      String resized = h == height && w == width ? "" : Text.format(", resized to %dx%d,", w, h);
      throw DataFiles.bad(
          file,
          Text.format(
              "the image of %dx%d pixels%s is smaller than the crop of %dx%d",
              width, height, resized, crop, crop));
    }
    return new Geometry(h, w, (h - crop) / 2, (w - crop) / 2, crop, crop);
  }
}
