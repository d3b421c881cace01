package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.network.Clip;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Window;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes an integer network as an ONNX file. Tensors are {@code [n, channels, height, width]}; an
 * int8 value v is written as the uint8 value v + 128, which ONNX Runtime multiplies faster.
 * Importing the file gives the same integer network, but that int8 tensors around another zero
 * point than 0 stay uint8.
 */
public final class QuantisedExport {
  private static final long[] SCALAR = {};

  private final IntegerNetwork network;
  private final ExportForm form;
  private final ModelBuilder model;
  private final Set<String> written = new HashSet<>();
  private int layers;

  private QuantisedExport(IntegerNetwork network, ExportForm form) {
    this.network = network;
    this.form = form;
    this.model = new ModelBuilder("quantised");
  }

  /** The bytes of the file; equal networks give equal bytes. */
  public static byte[] write(IntegerNetwork network, ExportForm form) {
    return new QuantisedExport(network, form).write();
  }

  private byte[] write() {
    Tensor input = network.network().input();
    Shape shape = input.shape();
    model.input("image", shape.channels(), shape.height(), shape.width());
    quantise("image", input);
    network.network().nodes().forEach(this::node);
    Tensor output = network.network().output();
    int classes = network.network().classes();
    model.integers64("classes", new long[] {2}, 0, classes);
    model.node("Reshape", "logits as classes", List.of(floats(output), "classes"), "logits");
    return model.output("logits", classes).toBytes();
  }

  private void node(Node node) {
    if (node instanceof Convolution layer) {
      layer(layer, network.layers().get(layers++));
    } else if (node instanceof Node.Addition sum) {
      String result = name(sum.output()) + ".sum";
      model.node("Add", name(sum), List.of(floats(sum.left()), floats(sum.right())), result);
      quantise(clipped(result, sum.clip()), sum.output());
    } else if (node instanceof Node.MaxPool pool) {
      String result = name(pool.output()) + ".most";
      model.node("MaxPool", name(pool), List.of(floats(pool.input())), result, pool(pool.window()));
      quantise(result, pool.output());
    } else if (node instanceof Node.AveragePool pool) {
      average(pool);
    } else if (node instanceof Node.Rescale rescale) {
      quantise(clipped(floats(rescale.input()), rescale.clip()), rescale.output());
    } else if (node instanceof Node.Concatenation joined) {
      String result = name(joined.output()) + ".joined";
      List<String> parts = joined.inputs().stream().map(this::floats).toList();
      AttributeProto axis = ModelBuilder.attribute("axis", joined.axis() + 1);
      model.node("Concat", name(joined), parts, result, axis);
      quantise(result, joined.output());
    } else {
      moved(node);
    }
  }

  /** What only moves values moves them as they are; only padding is not defined on all types. */
  private void moved(Node node) {
    Shape out = node.output().shape();
    String output = name(node.output());
    String input = name(node.inputs().get(0));
    if (node instanceof Node.Slice slice) {
      int[] sides = {out.channels(), out.height(), out.width()};
      long[] values = new long[12];
      for (int i = 0; i < 3; i++) {
        int start = slice.starts().get(i);
        int step = slice.steps().get(i);
        values[i] = start;
        values[3 + i] = (long) start + (long) (sides[i] - 1) * step + 1;
        values[6 + i] = i + 1L;
        values[9 + i] = step;
      }
      String[] kinds = {".starts", ".ends", ".axes", ".steps"};
      List<String> inputs = new ArrayList<>(List.of(input));
      for (int k = 0; k < kinds.length; k++) {
        model.integers64(
            output + kinds[k], new long[] {3}, values[3 * k], values[3 * k + 1], values[3 * k + 2]);
        inputs.add(output + kinds[k]);
      }
      model.node("Slice", name(slice), inputs, output);
    } else if (node instanceof Node.Padding padding) {
      Shape in = padding.input().shape();
      List<Integer> before = padding.before();
      model.integers64(
          output + ".pads",
          new long[] {8},
          0,
          before.get(0),
          before.get(1),
          before.get(2),
          0,
          out.channels() - in.channels() - before.get(0),
          out.height() - in.height() - before.get(1),
          out.width() - in.width() - before.get(2));
      String result = output + ".padded";
      List<String> inputs = List.of(floats(padding.input()), output + ".pads");
      model.node("Pad", name(node), inputs, result);
      quantise(result, padding.output());
    } else if (node instanceof Node.Transpose transpose) {
      transposed(transpose, input, output);
    } else {
      model.integers64(
          output + ".shape", new long[] {4}, 0, out.channels(), out.height(), out.width());
      model.node("Reshape", name(node), List.of(input, output + ".shape"), output);
    }
  }

  private void transposed(Node.Transpose node, String input, String output) {
    long[] dims = new long[node.dims().size() + 1];
    long[] order = new long[dims.length];
    for (int i = 1; i < dims.length; i++) {
      dims[i] = node.dims().get(i - 1);
      order[i] = node.order().get(i - 1) + 1L;
    }
    Shape out = node.output().shape();
    model.integers64(output + ".dims", new long[] {dims.length}, dims);
    model.integers64(
        output + ".shape", new long[] {4}, 0, out.channels(), out.height(), out.width());
    String axes = output + ".axes";
    String turned = output + ".turned";
    AttributeProto perm = ModelBuilder.attribute("perm", order);
    model.node("Reshape", axes, List.of(input, output + ".dims"), axes);
    model.node("Transpose", name(node), List.of(axes), turned, perm);
    model.node("Reshape", output + ".back", List.of(turned, output + ".shape"), output);
  }

  private void average(Node.AveragePool pool) {
    Shape in = pool.input().shape();
    boolean global = pool.window().equals(Window.whole(in));
    String result = name(pool.output()) + ".mean";
    if (global && form == ExportForm.OPERATORS) {
      boolean free = pool.clip().isNone();
      String output = free ? name(pool.output()) : result + ".q";
      model.node(
          ModelBuilder.CONTRIBUTED,
          "QLinearGlobalAveragePool",
          name(pool),
          List.of(
              name(pool.input()),
              scale(pool.input()),
              zero(pool.input()),
              scale(pool.output()),
              zero(pool.output())),
          output);
      if (!free) {
        quantise(clipped(dequantised(output, pool.output()), pool.clip()), pool.output());
      }
      return;
    }
    if (global) {
      model.node("GlobalAveragePool", name(pool), List.of(floats(pool.input())), result);
    } else {
      List<AttributeProto> attributes = new ArrayList<>(List.of(pool(pool.window())));
      // Average pools are not dilated, and older operator sets have no word for it.
      attributes.removeIf(attribute -> attribute.getName().equals("dilations"));
      attributes.add(ModelBuilder.attribute("count_include_pad", pool.countPads() ? 1 : 0));
      model.node(
          "AveragePool",
          name(pool),
          List.of(floats(pool.input())),
          result,
          attributes.toArray(AttributeProto[]::new));
    }
    quantise(clipped(result, pool.clip()), pool.output());
  }

  private void layer(Convolution node, IntegerLayer layer) {
    String name = name(node.output());
    int filters = node.filters();
    Window window = node.window();
    long[] shape = {
      filters, node.inputChannelsPerGroup(), window.kernelHeight(), window.kernelWidth()
    };
    int[] bias = new int[filters];
    float[] biasScales = new float[filters];
    for (int n = 0; n < filters; n++) {
      bias[n] = layer.biasFromZero(n);
      biasScales[n] = layer.input().scale() * layer.weightScales()[n];
    }
    model
        .bytes(name + ".w", true, shape, layer.weights())
        .weights(name + ".ws", new long[] {filters}, layer.weightScales())
        .bytes(name + ".wz", true, new long[] {filters}, new byte[filters])
        .integers(name + ".b", new long[] {filters}, bias);
    List<AttributeProto> attributes = new ArrayList<>(List.of(pool(window)));
    attributes.add(ModelBuilder.attribute("group", node.groups()));
    AttributeProto[] all = attributes.toArray(AttributeProto[]::new);
    if (form == ExportForm.QDQ) {
      AttributeProto axis = ModelBuilder.attribute("axis", 0);
      model.weights(name + ".bs", new long[] {filters}, biasScales);
      String w = name + ".wf";
      String b = name + ".bf";
      model.node("DequantizeLinear", w, List.of(name + ".w", name + ".ws", name + ".wz"), w, axis);
      model.node("DequantizeLinear", b, List.of(name + ".b", name + ".bs"), b, axis);
      String result = name + ".sum";
      model.node("Conv", name(node), List.of(floats(node.input()), w, b), result, all);
      quantise(clipped(result, node.clip()), node.output());
      return;
    }
    boolean free = node.clip().isNone();
    String result = free ? name : name + ".sum";
    model.node(
        "QLinearConv",
        name(node),
        List.of(
            name(node.input()),
            scale(node.input()),
            zero(node.input()),
            name + ".w",
            name + ".ws",
            name + ".wz",
            scale(node.output()),
            zero(node.output()),
            name + ".b"),
        result,
        all);
    if (!free) {
      quantise(clipped(dequantised(result, node.output()), node.clip()), node.output());
    }
  }

  private static AttributeProto[] pool(Window w) {
    return new AttributeProto[] {
      ModelBuilder.attribute("kernel_shape", new long[] {w.kernelHeight(), w.kernelWidth()}),
      ModelBuilder.attribute("strides", new long[] {w.strideY(), w.strideX()}),
      ModelBuilder.attribute("dilations", new long[] {w.dilationY(), w.dilationX()}),
      ModelBuilder.attribute(
          "pads", new long[] {w.padTop(), w.padLeft(), w.padBottom(), w.padRight()})
    };
  }

  /** The node's own name, once. */
  private String name(Node node) {
    return written.add("node " + node.name())
        ? node.name()
        : node.name() + " of " + name(node.output());
  }

  private static String name(Tensor tensor) {
    return "t" + tensor.id();
  }

  private String scale(Tensor tensor) {
    String name = name(tensor) + ".scale";
    if (written.add(name)) {
      model.weights(name, SCALAR, network.format(tensor).scale());
    }
    return name;
  }

  private String zero(Tensor tensor) {
    String name = name(tensor) + ".zero";
    if (written.add(name)) {
      Quantisation format = network.format(tensor);
      model.bytes(name, false, SCALAR, (byte) (format.zeroPoint() - format.lowest()));
    }
    return name;
  }

  private void quantise(String floats, Tensor tensor) {
    String output = name(tensor);
    model.node(
        "QuantizeLinear", output + ".q", List.of(floats, scale(tensor), zero(tensor)), output);
  }

  /** The values of a tensor as floats. */
  private String floats(Tensor tensor) {
    return dequantised(name(tensor), tensor);
  }

  private String dequantised(String quantised, Tensor format) {
    String output = quantised + ".f";
    if (written.add(output)) {
      model.node(
          "DequantizeLinear", output, List.of(quantised, scale(format), zero(format)), output);
    }
    return output;
  }

  private String clipped(String floats, Clip clip) {
    if (clip.isNone()) {
      return floats;
    }
    String output = floats + ".clipped";
    if (clip.equals(Clip.RELU)) {
      model.node("Relu", output, List.of(floats), output);
      return output;
    }
    boolean low = clip.low() > Double.NEGATIVE_INFINITY;
    boolean high = clip.high() < Double.POSITIVE_INFINITY;
    List<String> inputs = new ArrayList<>(List.of(floats, low ? output + ".low" : ""));
    if (low) {
      model.weights(output + ".low", SCALAR, (float) clip.low());
    }
    if (high) {
      model.weights(output + ".high", SCALAR, (float) clip.high());
      inputs.add(output + ".high");
    }
    model.node("Clip", output, inputs, output);
    return output;
  }
}
