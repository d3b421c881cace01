package io.faultmesh.dataset;

/**
 * Bilinear resampling with antialiasing along one axis: a triangle that is as wide as the reduction
 * factor asks, so that every source pixel counts when an image shrinks. Centres lie at half pixels,
 * and weights at the border are normalised over the pixels that exist.
 */
final class TriangleFilter {
  private final int[] starts;
  private final double[][] weights;

  /**
   * Weights for the outputs {@code first} to {@code first + count - 1} of a line of {@code from}
   * pixels that becomes {@code to} pixels long.
   */
  TriangleFilter(int from, int to, int first, int count) {
    starts = new int[count];
    weights = new double[count][];
    double step = (double) from / to;
    double radius = Math.max(step, 1.0);
    for (int i = 0; i < count; i++) {
      double centre = (first + i + 0.5) * step;
      int start = Math.max((int) Math.floor(centre - radius + 0.5), 0);
      int end = Math.min((int) Math.floor(centre + radius + 0.5), from);
      starts[i] = start;
      weights[i] = normalised(start, end, centre, radius);
    }
  }

  private static double[] normalised(int start, int end, double centre, double radius) {
    double[] line = new double[end - start];
    double sum = 0;
    for (int k = 0; k < line.length; k++) {
      line[k] = Math.max(0, 1 - Math.abs((start + k + 0.5 - centre) / radius));
      sum += line[k];
    }
    for (int k = 0; k < line.length; k++) {
      line[k] /= sum;
    }
    return line;
  }

  /** The first source pixel that any output needs. */
  private int firstSource() {
    return starts[0];
  }

  /** The source pixel behind the last one that any output needs. */
  private int endSource() {
    int last = starts.length - 1;
    return starts[last] + weights[last].length;
  }

  /**
   * One channel of an image, resampled in both directions: rows first, then columns.
   *
   * @return one value of 0 to 255 per output pixel, row by row, not rounded
   */
  static double[] resample(
      Pixels image, int channel, TriangleFilter vertical, TriangleFilter horizontal) {
    int width = horizontal.starts.length;
    int firstRow = vertical.firstSource();
    double[] narrowed = new double[(vertical.endSource() - firstRow) * width];
    for (int i = 0; i < narrowed.length; i += width) {
      int row = image.offsets()[channel] + (firstRow + i / width) * image.rowStride();
      for (int x = 0; x < width; x++) {
        double[] line = horizontal.weights[x];
        int at = row + horizontal.starts[x] * image.pixelStride();
        double sum = 0;
        for (double weight : line) {
          sum += weight * (image.data()[at] & 0xff);
          at += image.pixelStride();
        }
        narrowed[i + x] = sum;
      }
    }
    double[] result = new double[vertical.starts.length * width];
    for (int y = 0; y < vertical.starts.length; y++) {
      int at = (vertical.starts[y] - firstRow) * width;
      for (double weight : vertical.weights[y]) {
        for (int x = 0; x < width; x++) {
          result[y * width + x] += weight * narrowed[at + x];
        }
        at += width;
      }
    }
    return result;
  }
}
