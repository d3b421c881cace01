package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.faultmesh.network.Selection;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.file.OnnxNode;
import io.faultmesh.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Imports Gather with constant places, and Resize and Upsample to the nearest value. */
final class SelectionImport {
  private static final int SPATIAL = 2;

  private final Values values;
  private final GraphBuilder builder;
  private final Axes axes;

  SelectionImport(Values values, GraphBuilder builder) {
    this.values = values;
    this.builder = builder;
    this.axes = new Axes(builder);
  }

  private static List<Integer> all(int side) {
    return IntStream.range(0, side).boxed().toList();
  }

  /** Places along one axis, which goes where there is one place without dimensions. */
  void gather(OnnxNode node) {
    Values.Activation input = values.activation(node, 0);
    TensorProto given = values.constant(node, 1);
    long[] dims = input.dims();
    int axis = ShapeImport.axis(node, node.integer("axis", 0), dims.length);
    if (axis == 0 && dims[0] == 1 && given.getDimsCount() > 0) {
      throw node.error("gathering along the batch is not supported");
    }
    List<Integer> places = new ArrayList<>();
    for (int place : values.ints(node, 1)) {
      places.add(ShapeImport.axis(node, place, (int) dims[axis]));
    }
    if (given.getDimsCount() > 1 || places.isEmpty()) {
      throw node.error("needs one place or a list of places");
    }
    int outer = Axes.outer(dims, axis);
    int inner = Axes.inner(dims, axis);
    long[] result = dims.clone();
    result[axis] = places.size();
    if (given.getDimsCount() == 0) {
      result =
          IntStream.range(0, dims.length).filter(i -> i != axis).mapToLong(i -> dims[i]).toArray();
    }
    Tensor seen = axes.viewed(node, input.tensor(), new Shape(outer, (int) dims[axis], inner));
    Tensor taken = builder.tensor(node.output(), new Shape(outer, places.size(), inner));
    builder.add(new Selection(node.name(), seen, taken, all(outer), places, all(inner)));
    Tensor output = axes.viewed(node, taken, Values.shape(node, result));
    values.putQuantised(node.output(), output, input.quantisation(), result);
  }

  /** Resize, and Upsample up to operator set 9. */
  void resize(OnnxNode node) {
    Values.Activation input = values.image(node, 0);
    long[] dims = input.dims();
    if (!node.text("mode", "nearest").equals("nearest")) {
      throw node.error("mode " + node.text("mode", "") + " is not supported; nearest is");
    }
    boolean old = node.operator().equals("Upsample") || (!node.hasInput(2) && !node.hasInput(3));
    String coordinates =
        node.text("coordinate_transformation_mode", old ? "asymmetric" : "half_pixel");
    String nearest = node.text("nearest_mode", "round_prefer_floor");
    String policy = node.text("keep_aspect_ratio_policy", "stretch");
    if (dims.length > SPATIAL + 2 || !policy.equals("stretch")) {
      throw node.error(
          Text.format(
              "resizing %s with the policy %s is not supported", Arrays.toString(dims), policy));
    }
    float[] scales = new float[dims.length];
    Arrays.fill(scales, 1);
    long[] result = dims.clone();
    resized(node, scales, result, old);
    List<List<Integer>> places = new ArrayList<>(List.of(List.of(), List.of(0), List.of(0)));
    for (int axis = 1; axis < dims.length; axis++) {
      float scale = scales[axis];
      if (scale == 1) {
        places.set(axis - 1, all((int) dims[axis]));
        continue;
      }
      // The standard left this open then; its own tests and ONNX Runtime do so.
      String rounding = old ? (scale < 1 ? "ceil" : "floor") : nearest;
      int side = (int) result[axis];
      places.set(axis - 1, places(node, (int) dims[axis], side, scale, coordinates, rounding));
    }
    if (result[0] != 1) {
      throw node.error("resizing the batch is not supported");
    }
    Tensor output = builder.tensor(node.output(), Values.shape(node, result));
    builder.add(
        new Selection(
            node.name(), input.tensor(), output, places.get(0), places.get(1), places.get(2)));
    values.putQuantised(node.output(), output, input.quantisation(), result);
  }

  /** Puts in the scales and new lengths of the axes that the node resizes, by default all. */
  private void resized(OnnxNode node, float[] scales, long[] lengths, boolean old) {
    int[] sizes = node.hasInput(3) ? values.ints(node, 3) : null;
    float[] given = sizes == null ? scales(node, old) : new float[sizes.length];
    int[] axes = node.integers("axes");
    int count = axes == null ? lengths.length : axes.length;
    if (given.length != count) {
      throw node.error(
          Text.format("%d axes need as many scales or sizes, not %d", count, given.length));
    }
    for (int i = 0; i < count; i++) {
      int axis = axes == null ? i : ShapeImport.axis(node, axes[i], lengths.length);
      long before = lengths[axis];
      scales[axis] = sizes == null ? given[i] : sizes[i] / (float) before;
      if (!(scales[axis] > 0)) {
        throw node.error("scales must be positive, not " + scales[axis]);
      }
      lengths[axis] =
          sizes == null ? node.toInt((long) Math.floor(before * scales[axis])) : sizes[i];
    }
  }

  private float[] scales(OnnxNode node, boolean old) {
    if (node.hasInput(old ? 1 : 2)) {
      return values.floats(node, old ? 1 : 2);
    }
    if (node.attribute("scales") == null) {
      throw node.error("its scales are missing");
    }
    List<Float> given = node.attribute("scales").getFloatsList();
    float[] scales = new float[given.size()];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = given.get(i);
    }
    return scales;
  }

  /** The standard's coordinates, in float32 as ONNX Runtime computes them. */
  private static List<Integer> places(
      OnnxNode node, int side, int result, float scale, String coordinates, String nearest) {
    List<Integer> places = new ArrayList<>();
    for (int x = 0; x < result; x++) {
      float at =
          switch (coordinates) {
            case "asymmetric" -> x / scale;
            case "half_pixel" -> (x + 0.5f) / scale - 0.5f;
            case "pytorch_half_pixel" -> result > 1 ? (x + 0.5f) / scale - 0.5f : 0;
            case "tf_half_pixel_for_nn" -> (x + 0.5f) / scale;
            case "align_corners" -> result == 1 ? 0 : x * (side - 1) / (float) (result - 1);
            default -> throw node.error("coordinates " + coordinates + " are not supported");
          };
      double rounded =
          switch (nearest) {
            case "floor" -> Math.floor(at);
            case "ceil" -> Math.ceil(at);
            case "round_prefer_floor" -> Math.ceil(at - 0.5f);
            case "round_prefer_ceil" -> Math.floor(at + 0.5f);
            default -> throw node.error("nearest_mode " + nearest + " is not supported");
          };
      places.add((int) Math.max(0, Math.min(side - 1, rounded)));
    }
    return places;
  }
}
