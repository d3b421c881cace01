package io.faultmesh.network.onnx.export;

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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes an integer network as an ONNX file. Tensors are {@code [n, channels, height, width]}; an
 * int8 value v is written as the uint8 value v + 128, which ONNX Runtime multiplies faster.
 * Importing the file gives the same integer network, but that int8 tensors around another zero
 * point than 0 stay uint8.
 */
public final class QuantisedExport {
  static final long[] SCALAR = {};

  private final IntegerNetwork network;
  private final ExportForm form;
  private final ModelBuilder model;
  private final MoveExport moves;
  private final FunctionExport functions;
  private final DenseExport dense;
  private final VectorExport vectors;
  private final Map<Tensor, Node.OperandPair> products = new HashMap<>();
  private final Set<String> written = new HashSet<>();
  private int layers;

  private QuantisedExport(IntegerNetwork network, ExportForm form) {
    this.network = network;
    this.form = form;
    this.model = new ModelBuilder("quantised");
    this.moves = new MoveExport(this, model);
    this.vectors = new VectorExport(this, model);
    this.functions = new FunctionExport(this, model, network, vectors);
    this.dense = new DenseExport(this, model);
  }

  ExportForm form() {
    return form;
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
    if (node instanceof Node.OperandPair pair) {
      products.put(pair.output(), pair);
    } else if (node instanceof Convolution layer && layer.isProduct()) {
      layers++;
      vectors.product(layer, products.get(layer.input()));
    } else if (node instanceof Convolution layer) {
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
    } else if (!functions.add(node)) {
      moves.add(node);
    }
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
    if (form == ExportForm.OPERATORS && DenseExport.fits(layer)) {
      dense.add(node, layer);
      return;
    }
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
  String name(Node node) {
    return written.add("node " + node.name())
        ? node.name()
        : node.name() + " of " + name(node.output());
  }

  static String name(Tensor tensor) {
    return "t" + tensor.id();
  }

  String scale(Tensor tensor) {
    String name = name(tensor) + ".scale";
    if (written.add(name)) {
      model.weights(name, SCALAR, network.format(tensor).scale());
    }
    return name;
  }

  String zero(Tensor tensor) {
    String name = name(tensor) + ".zero";
    if (written.add(name)) {
      Quantisation format = network.format(tensor);
      model.bytes(name, false, SCALAR, (byte) (format.zeroPoint() - format.lowest()));
    }
    return name;
  }

  void quantise(String floats, Tensor tensor) {
    String output = name(tensor);
    model.node(
        "QuantizeLinear", output + ".q", List.of(floats, scale(tensor), zero(tensor)), output);
  }

  /** Quantises floats of any dimensions, whose values then take the tensor's shape. */
  void quantiseAs(String floats, Tensor tensor) {
    String quantised = name(tensor) + ".q";
    List<String> inputs = List.of(floats, scale(tensor), zero(tensor));
    model.node("QuantizeLinear", quantised, inputs, quantised);
    shapeAs(quantised, tensor);
  }

  /** Quantised values of any dimensions take the tensor's shape and name. */
  void shapeAs(String quantised, Tensor tensor) {
    String output = name(tensor);
    Shape shape = tensor.shape();
    model.integers64(
        output + ".shape", new long[] {4}, 0, shape.channels(), shape.height(), shape.width());
    model.node("Reshape", output, List.of(quantised, output + ".shape"), output);
  }

  /** The values of a tensor as floats. */
  String floats(Tensor tensor) {
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

  String clipped(String floats, Clip clip) {
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
