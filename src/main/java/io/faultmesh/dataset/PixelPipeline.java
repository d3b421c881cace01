package io.faultmesh.dataset;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Preprocessing;
import io.faultmesh.text.Text;
import java.nio.file.Path;
import java.util.List;

/** Preprocessing made ready for images of a number of channels. Holds no state between images. */
final class PixelPipeline {
  private final Preprocessing preprocessing;
  private final int channels;

  /** Result of each of the 256 samples, by output channel: what an image needs if not resized. */
  private final float[][] table;

  /**
   * @param source the data set, named in the error
   * @throws BadInputException if mean or std does not fit the channels
   */
  PixelPipeline(Preprocessing preprocessing, int channels, Path source) {
    requireOnePerChannel("mean", preprocessing.mean(), channels, source);
    requireOnePerChannel("std", preprocessing.std(), channels, source);
    this.preprocessing = preprocessing;
    this.channels = channels;
    this.table = new float[channels][256];
    for (int c = 0; c < channels; c++) {
      for (int sample = 0; sample < 256; sample++) {
        table[c][sample] = normalise(preprocessing, sample, c);
      }
    }
  }

  static void requireOnePerChannel(String field, List<Double> values, int channels, Path source) {
    if (values.size() > 1 && values.size() != channels) {
      throw DataFiles.bad(
          source,
          Text.format(
              "preprocessing.%s has %d values, but the images have %d channel%s",
              field, values.size(), channels, channels == 1 ? "" : "s"));
    }
  }

  /** {@code (value * scale - mean) / std} of a channel. */
  static float normalise(Preprocessing preprocessing, double value, int channel) {
    double mean = ofChannel(preprocessing.mean(), channel, 0);
    double std = ofChannel(preprocessing.std(), channel, 1);
    return (float) ((value * preprocessing.scale() - mean) / std);
  }

  private static double ofChannel(List<Double> values, int channel, double fallback) {
    return values.isEmpty() ? fallback : values.get(values.size() == 1 ? 0 : channel);
  }

  /**
   * {channels, height, width} after preprocessing of an image of this size.
   *
   * @throws BadInputException if such an image is too small for the crop
   */
  int[] shape(int height, int width, Path file) {
    Geometry geometry = Geometry.of(preprocessing, height, width, file);
    return new int[] {channels, geometry.height(), geometry.width()};
  }

  /** The image as the network reads it, in the order (channel, row, column). */
  float[] apply(Pixels image, Path file) {
    Geometry geometry = Geometry.of(preprocessing, image.height(), image.width(), file);
    boolean bgr = preprocessing.order() == Preprocessing.Order.BGR;
    int plane = geometry.height() * geometry.width();
    float[] out = new float[channels * plane];
    if (geometry.resizedHeight() == image.height() && geometry.resizedWidth() == image.width()) {
      for (int c = 0; c < channels; c++) {
        copyWindow(image, bgr ? channels - 1 - c : c, geometry, table[c], out, c * plane);
      }
      return out;
    }
    TriangleFilter vertical =
        new TriangleFilter(
            image.height(), geometry.resizedHeight(), geometry.top(), geometry.height());
    TriangleFilter horizontal =
        new TriangleFilter(
            image.width(), geometry.resizedWidth(), geometry.left(), geometry.width());
    for (int c = 0; c < channels; c++) {
      double[] values =
          TriangleFilter.resample(image, bgr ? channels - 1 - c : c, vertical, horizontal);
      for (int i = 0; i < plane; i++) {
        out[c * plane + i] = normalise(preprocessing, values[i], c);
      }
    }
    return out;
  }

  private static void copyWindow(
      Pixels image, int channel, Geometry window, float[] table, float[] out, int at) {
    byte[] data = image.data();
    int step = image.pixelStride();
    for (int y = 0; y < window.height(); y++) {
      int from =
          image.offsets()[channel] + (window.top() + y) * image.rowStride() + window.left() * step;
      for (int x = 0; x < window.width(); x++) {
        out[at++] = table[data[from] & 0xff];
        from += step;
      }
    }
  }
}
