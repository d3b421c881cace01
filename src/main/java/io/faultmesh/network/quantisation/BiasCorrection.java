package io.faultmesh.network.quantisation;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;

/**
 * Weights that are rounded (or cut off) shift the mean of a filter's sums by {@code sum of (w - s
 * q) * E[x]} over its window, {@code E[x]} the mean of what a place of the window reads; the bias
 * takes this back (Nagel et al. 2019, "Data-Free Quantization through Weight Equalization and Bias
 * Correction", with means of calibration images in place of batch normalisation's).
 */
final class BiasCorrection {
  private BiasCorrection() {}

  /**
   * The layer with corrected biases.
   *
   * @param means by place of the window, from {@link #means}, over the calibration images
   */
  static IntegerLayer of(IntegerLayer layer, double[] means) {
    Convolution node = layer.node();
    int k = node.windowSize();
    int[] bias = layer.bias().clone();
    for (int n = 0; n < bias.length; n++) {
      int first = n / node.filtersPerGroup() * k;
      double scale = layer.weightScales()[n];
      double shift = 0;
      for (int i = 0; i < k; i++) {
        double lost = node.weights()[n * k + i] - scale * layer.weights()[n * k + i];
        shift += lost * means[first + i];
      }
      double corrected = bias[n] + Math.rint(shift / (scale * layer.input().scale()));
      // A cast saturates.
      bias[n] = (int) corrected;
    }
    return layer.withBias(bias);
  }

  /**
   * What each place of a layer's window reads of an image, in the mean over all output pixels.
   *
   * @param input {@code (channel, y, x)}
   * @return {@code (channel, ky, kx)}, channels of all groups; padding counts as 0
   */
  static double[] means(Convolution layer, float[] input) {
    Window window = layer.window();
    Shape in = layer.input().shape();
    double[] means = new double[in.channels() * window.area()];
    int next = 0;
    for (int c = 0; c < in.channels(); c++) {
      for (int ky = 0; ky < window.kernelHeight(); ky++) {
        for (int kx = 0; kx < window.kernelWidth(); kx++) {
          int top = ky * window.dilationY() - window.padTop();
          int left = kx * window.dilationX() - window.padLeft();
          means[next++] = sum(layer, input, c, top, left) / layer.pixels();
        }
      }
    }
    return means;
  }

  /** Over the output pixels, of which the first reads (top, left). */
  private static double sum(Convolution layer, float[] input, int channel, int top, int left) {
    Shape in = layer.input().shape();
    Shape out = layer.output().shape();
    double sum = 0;
    for (int oy = 0; oy < out.height(); oy++) {
      int y = top + oy * layer.window().strideY();
      if (y < 0 || y >= in.height()) {
        continue;
      }
      int row = (channel * in.height() + y) * in.width();
      for (int ox = 0; ox < out.width(); ox++) {
        int x = left + ox * layer.window().strideX();
        if (x >= 0 && x < in.width()) {
          sum += input[row + x];
        }
      }
    }
    return sum;
  }
}
