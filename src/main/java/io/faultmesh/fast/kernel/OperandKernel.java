package io.faultmesh.fast.kernel;

import static io.faultmesh.network.onnx.export.ModelBuilder.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import io.faultmesh.network.onnx.export.ModelBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Products of two activations in one native call: both operands are cut out of the layer's input
 * and turned so that pairs of matrices lie behind each other, which {@code QLinearMatMul}
 * multiplies. Scales of 1 for the first operand and the results leave the layer's own multiplier as
 * it is.
 */
final class OperandKernel implements ResultKernel {
  private static final String STORED = "stored";
  private static final String SIGNED = "signed";
  private static final String RESULTS = "results";
  private static final long[] SCALAR = {};
  private static final long[] ROWS_INSIDE = {0, 2, 1, 3};
  private static final long[] TAPS_ABOVE_FILTERS = {0, 2, 3, 1};
  private static final byte MIDDLE = (byte) 0x80;

  private final IntegerLayer layer;
  private final Convolution node;

  /** Second operands are int8; only beside unsigned first ones are they stored as such. */
  private final boolean signed;

  private final int filters;
  private final int columns;
  private final NativeSession session;

  OperandKernel(IntegerLayer layer) {
    this.layer = layer;
    this.node = layer.node();
    this.signed = layer.input().lowest() == 0;
    this.filters = node.filtersPerGroup();
    this.columns = NativeProducts.columns(filters);
    this.session = new NativeSession(model());
  }

  private ModelBuilder model() {
    ModelBuilder model = new ModelBuilder("product");
    Requantiser requantiser = layer.requantiser();
    int lowest = layer.output().lowest();
    int inputZero = layer.input().zeroPoint() - layer.input().lowest();
    model
        .input(STORED, DataType.UINT8, 4)
        .weights("one", SCALAR, 1)
        .weights("multiplier", SCALAR, requantiser.multipliers()[0])
        .bytes("firstZero", false, SCALAR, (byte) inputZero)
        .bytes("secondZero", signed, SCALAR, signed ? 0 : MIDDLE)
        .bytes("resultZero", false, SCALAR, (byte) (requantiser.zeroPoint() - lowest));
    if (signed) {
      model.input(SIGNED, DataType.INT8, 4);
    }
    cut(model, STORED, "firsts", 1, 0, node.pixels());
    turn(model, "firsts", "rows", ROWS_INSIDE);
    cut(model, signed ? SIGNED : STORED, "seconds", 1, node.pixels(), node.pixels() + filters);
    turn(model, "seconds", "narrow", TAPS_ABOVE_FILTERS);
    fillUp(model);
    model.node(
        "QLinearMatMul",
        "product",
        List.of(
            "rows", "one", "firstZero", "columns", "multiplier", "secondZero", "one", "resultZero"),
        "wide");
    cut(model, "wide", "products", 3, 0, filters);
    turn(model, "products", "turned", ROWS_INSIDE);
    return model
        .bytes("low", false, SCALAR, (byte) (requantiser.low() - lowest))
        .bytes("high", false, SCALAR, (byte) (requantiser.high() - lowest))
        .node("Clip", "limits", List.of("turned", "low", "high"), RESULTS)
        .output(RESULTS, DataType.UINT8, 4);
  }

  private static void cut(
      ModelBuilder model, String from, String to, int axis, int first, int end) {
    model
        .integers64(to + "First", new long[] {1}, first)
        .integers64(to + "End", new long[] {1}, end)
        .integers64(to + "Axis", new long[] {1}, axis)
        .node("Slice", to, List.of(from, to + "First", to + "End", to + "Axis"), to);
  }

  private static void turn(ModelBuilder model, String from, String to, long... order) {
    model.node("Transpose", to, List.of(from), to, attribute("perm", order));
  }

  /** As {@link NativeProducts#columns} asks for. */
  private void fillUp(ModelBuilder model) {
    model
        .integers64("more", new long[] {8}, 0, 0, 0, 0, 0, 0, 0, columns - filters)
        .node("Pad", "columns", List.of("narrow", "more", "secondZero"), "columns");
  }

  @Override
  public void run(Slab in, Slab out, int images) {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    inputs.put(STORED, view(in, OnnxJavaType.UINT8, node.input().shape(), images));
    if (signed) {
      inputs.put(SIGNED, view(in, OnnxJavaType.INT8, node.input().shape(), images));
    }
    session.run(
        inputs, Map.of(RESULTS, view(out, OnnxJavaType.UINT8, node.output().shape(), images)));
  }

  private OnnxTensor view(Slab slab, OnnxJavaType type, Shape shape, int images) {
    long channels = shape.channels() / node.groups();
    return slab.view(type, (long) images, (long) shape.pixels(), (long) node.groups(), channels);
  }

  @Override
  public KernelKind kind() {
    return KernelKind.FUSED_UNSIGNED;
  }

  @Override
  public void close() {
    session.close();
  }
}
