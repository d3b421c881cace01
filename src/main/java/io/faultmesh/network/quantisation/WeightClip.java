package io.faultmesh.network.quantisation;

import io.faultmesh.network.Convolution;
import io.faultmesh.scenario.BadInputException;
import java.util.Arrays;

/**
 * A layer whose large weights are cut off at a percentile of its weights' magnitudes (by nearest
 * rank): a flip then changes a weight by less, since the largest weight maps to 127.
 */
final class WeightClip {
  private WeightClip() {}

  /**
   * The layer with weights cut off.
   *
   * @param percentile 100 cuts none off
   * @throws BadInputException if the file prescribes the scales of the weights
   */
  static Convolution of(Convolution layer, double percentile) {
    if (percentile == 100) {
      return layer;
    }
    if (layer.weightScales() != null) {
      throw new BadInputException(
          "quantisation.weightClip: layer '"
              + layer.name()
              + "' comes with its weights quantised, so cutting them off changes no scale; leave it"
              + " out");
    }
    float[] magnitudes = new float[layer.weights().length];
    for (int i = 0; i < magnitudes.length; i++) {
      magnitudes[i] = Math.abs(layer.weights()[i]);
    }
    Arrays.sort(magnitudes);
    int rank = (int) Math.ceil(magnitudes.length * percentile / 100);
    float limit = magnitudes[Math.max(rank, 1) - 1];
    float[] clipped = new float[magnitudes.length];
    for (int i = 0; i < clipped.length; i++) {
      clipped[i] = Math.max(-limit, Math.min(limit, layer.weights()[i]));
    }
    return new Convolution(
        layer.name(),
        layer.input(),
        layer.output(),
        layer.window(),
        layer.groups(),
        clipped,
        layer.bias(),
        layer.clip(),
        null);
  }
}
