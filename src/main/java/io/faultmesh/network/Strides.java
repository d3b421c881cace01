package io.faultmesh.network;

import java.util.List;

/** Walks through tensors of any rank, whose values lie in row-major order. */
final class Strides {
  private Strides() {}

  /** How far apart two values lie that are neighbours along an axis. */
  static int[] rowMajor(List<Integer> dims) {
    int[] strides = new int[dims.size()];
    for (int axis = dims.size() - 1, stride = 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= dims.get(axis);
    }
    return strides;
  }

  /** For every value of a tensor of these dimensions the place that the strides lead to. */
  static int[] places(List<Integer> dims, int[] strides) {
    int[] places = new int[dims.stream().reduce(1, (a, b) -> a * b)];
    int[] position = new int[strides.length];
    for (int i = 0, place = 0; i < places.length; i++) {
      places[i] = place;
      // The last axis runs fastest; an axis that is through starts anew.
      for (int axis = strides.length - 1; axis >= 0; axis--) {
        place += strides[axis];
        if (++position[axis] < dims.get(axis)) {
          break;
        }
        place -= strides[axis] * position[axis];
        position[axis] = 0;
      }
    }
    return places;
  }
}
