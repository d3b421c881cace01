package io.faultmesh.mapping;

/**
 * One tile of a layer that the array works on at once.
 *
 * @param index number in the layer
 * @param group of a grouped convolution
 * @param firstFilter number in the layer, not in the group
 * @param firstTap number in K order
 */
public record Fold(
    int index,
    int group,
    int firstFilter,
    int filters,
    int firstPixel,
    int pixels,
    int firstTap,
    int taps) {

  /** Whether the fold computes some of a neuron's products. */
  public boolean covers(int filter, int pixel, int tap) {
    return filter >= firstFilter
        && filter < firstFilter + filters
        && pixel >= firstPixel
        && pixel < firstPixel + pixels
        && tap >= firstTap
        && tap < firstTap + taps;
  }
}
