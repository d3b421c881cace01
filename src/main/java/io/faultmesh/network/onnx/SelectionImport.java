package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.faultmesh.network.Selection;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.file.OnnxNode;
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
    String nearest = node.text("nearest_mode", old ? "floor" : "round_prefer_floor");
    float[] scales = scales(node, dims, old);
    if (dims.length > SPATIAL + 2 || scales.length != dims.length) {
      throw node.error("resizing " + Arrays.toString(dims) + " is not supported");
    }
    long[] result = dims.clone();
    List<List<Integer>> places = new ArrayList<>(List.of(List.of(), List.of(0), List.of(0)));
    for (int axis = 0; axis < dims.length; axis++) {
      result[axis] = side(node, dims, axis, scales);
      if (axis > 0) {
        places.set(
            axis - 1,
            places(node, (int) dims[axis], (int) result[axis], scales[axis], coordinates, nearest));
      }
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

  private float[] scales(OnnxNode node, long[] dims, boolean old) {
    if (node.hasInput(3)) {
      int[] sizes = values.ints(node, 3);
      float[] scales = new float[sizes.length];
      for (int i = 0; i < sizes.length && i < dims.length; i++) {
        scales[i] = sizes[i] / (float) dims[i];
      }
      return scales;
    }
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

  private int side(OnnxNode node, long[] dims, int axis, float[] scales) {
    if (!(scales[axis] > 0)) {
      throw node.error("scales must be positive, not " + scales[axis]);
    }
    return node.hasInput(3)
        ? values.ints(node, 3)[axis]
        : node.toInt((long) Math.floor(dims[axis] * scales[axis]));
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
