package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.faultmesh.network.Clip;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.text.Nearest;
import io.faultmesh.text.Text;
import java.nio.file.Path;
import java.util.List;

/** Walks an ONNX graph once, in its own order, and builds the network. */
public final class OnnxImporter {
  private static final String SUPPORTED =
      "Conv, Gemm, MatMul, BatchNormalization, Relu, Clip, Add, MaxPool, AveragePool, "
          + "GlobalAveragePool, ReduceMean, Flatten, Reshape, Squeeze, Unsqueeze, Pad, Slice, Concat, "
          + "Identity, Dropout, Softmax at the end, QuantizeLinear, DequantizeLinear, QLinearConv, "
          + "QLinearMatMul, "
          + "and whatever is constant";

  private static final List<String> OPERATORS =
      List.of(SUPPORTED.replace(" at the end", "").split(", (and whatever is constant)?"));

  private final String file;
  private final GraphProto graph;
  private final Values values = new Values();
  private final GraphBuilder builder = new GraphBuilder();
  private final PoolImport pools = new PoolImport(values, builder);
  private final ShapeImport shapes = new ShapeImport(values, builder);
  private final QuantisedImport quantised = new QuantisedImport(values, builder);
  private final ConstantFolder folder;
  private final ConstantScales scales;
  private final LayerImport layers;

  private OnnxImporter(String file, ModelProto model) {
    this.file = file;
    this.graph = model.getGraph();
    this.folder = new ConstantFolder(model.getOpsetImportList());
    this.scales = new ConstantScales(values, folder);
    this.layers = new LayerImport(values, builder, scales);
  }

  /**
   * Imports a network.
   *
   * @throws BadInputException if the file is not a whole ONNX file, or holds a node or a form of
   *     one that is not supported; the message names it
   */
  public static Network load(Path path) {
    return new OnnxImporter(path.toString(), OnnxFile.read(path)).importGraph();
  }

  private Network importGraph() {
    if (graph.getOutputCount() != 1) {
      throw new BadInputException(
          file + ": the graph has " + graph.getOutputCount() + " outputs; one is supported");
    }
    for (TensorProto initializer : graph.getInitializerList()) {
      putConstant(initializer.getName(), initializer);
    }
    countUses();
    Tensor input = input();
    for (NodeProto proto : graph.getNodeList()) {
      OnnxNode node = new OnnxNode(file, proto);
      try {
        importNode(node);
      } catch (IllegalArgumentException e) {
        throw node.error(e.getMessage());
      }
    }
    OnnxNode end =
        new OnnxNode(
            file,
            NodeProto.newBuilder()
                .setName("output")
                .setOpType("graph output")
                .addInput(graph.getOutput(0).getName())
                .build());
    Network network =
        builder.build(input, values.activation(end, 0).tensor(), quantised.readAsFloats());
    if (network.layers().isEmpty()) {
      throw new BadInputException(file + ": the graph has no convolution or fully connected layer");
    }
    return network;
  }

  private void putConstant(String name, TensorProto value) {
    values.putConstant(name, value);
    folder.held(value);
  }

  private void countUses() {
    for (NodeProto node : graph.getNodeList()) {
      node.getInputList().stream().distinct().forEach(values::countUse);
    }
    graph.getOutputList().forEach(output -> values.countUse(output.getName()));
  }

  private Tensor input() {
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(i -> !values.isConstant(i.getName())).toList();
    if (inputs.size() != 1) {
      throw new BadInputException(
          file + ": the graph has " + inputs.size() + " inputs; one, the image, is supported");
    }
    ValueInfoProto input = inputs.get(0);
    OnnxNode place =
        new OnnxNode(
            file, NodeProto.newBuilder().setName(input.getName()).setOpType("graph input").build());
    int type = input.getType().getTensorType().getElemType();
    if (type != TensorProto.DataType.FLOAT.getNumber()) {
      throw place.error(
          Text.format(
              "the image has the type %s; float32 and float64 are supported",
              OnnxTensors.typeName(type)));
    }
    List<TensorShapeProto.Dimension> dimensions =
        input.getType().getTensorType().getShape().getDimList();
    long[] dims = new long[dimensions.size()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = i == 0 ? 1 : dimensions.get(i).getDimValue();
      if (dims[i] < 1) {
        throw place.error("dimension " + i + " has no fixed size; only the batch may be symbolic");
      }
    }
    Tensor tensor = builder.tensor(input.getName(), Values.shape(place, dims));
    values.putActivation(input.getName(), tensor, dims);
    return tensor;
  }

  private void importNode(OnnxNode node) {
    if (!node.proto().getDomain().isEmpty() && !node.proto().getDomain().equals("ai.onnx")) {
      throw node.error("the domain " + node.proto().getDomain() + " is not supported");
    }
    if (node.operator().equals("Constant")) {
      putConstant(node.output(), ConstantFolder.constant(node));
      return;
    }
    boolean constant =
        node.proto().getInputCount() > 0
            && node.proto().getInputList().stream()
                .allMatch(name -> name.isEmpty() || values.isConstant(name));
    if (constant) {
      if (node.operator().equals("DequantizeLinear")) {
        quantised.checkConstant(node);
      }
      values.putConstant(node.output(), folder.fold(node, values.constants()));
      scales.computed(node);
    } else {
      importActivation(node);
    }
  }

  private void importActivation(OnnxNode node) {
    switch (node.operator()) {
      case "Conv" -> layers.convolution(node);
      case "Gemm" -> layers.gemm(node);
      case "MatMul" -> layers.matMul(node);
      case "BatchNormalization" -> layers.batchNormalization(node);
      case "Add" -> add(node);
      case "Relu" -> clip(node, Clip.RELU);
      case "Clip" ->
          clip(
              node,
              new Clip(
                  limit(node, 1, "min", Double.NEGATIVE_INFINITY),
                  limit(node, 2, "max", Double.POSITIVE_INFINITY)));
      case "MaxPool", "AveragePool" -> pools.pool(node);
      case "GlobalAveragePool" -> pools.globalAverage(node);
      case "ReduceMean" -> pools.reduceMean(node);
      case "Flatten" -> shapes.flatten(node);
      case "Reshape" -> shapes.reshape(node);
      case "Squeeze", "Unsqueeze" -> shapes.squeeze(node);
      case "Slice" -> shapes.slice(node);
      case "Pad" -> shapes.pad(node);
      case "Concat" -> shapes.concatenate(node);
      case "Identity", "Dropout" -> values.alias(node);
      case "Softmax", "LogSoftmax" -> softmax(node);
      case "QuantizeLinear" -> quantised.quantise(node);
      case "DequantizeLinear" -> quantised.dequantise(node);
      case "Shape" -> shape(node);
      default ->
          throw node.error(
              "this operator is not supported"
                  + Nearest.hint(node.operator(), OPERATORS)
                  + "; supported are "
                  + SUPPORTED);
    }
  }

  private void add(OnnxNode node) {
    for (int i = 0; i < 2; i++) {
      if (values.isConstant(node.input(1 - i))) {
        layers.addConstant(node, i);
        return;
      }
    }
    Values.Activation left = values.activation(node, 0);
    Values.Activation right = values.activation(node, 1);
    Tensor output = builder.tensor(node.output(), left.tensor().shape());
    builder.add(new Node.Addition(node.name(), left.tensor(), right.tensor(), output, Clip.NONE));
    values.putActivation(node.output(), output, left.dims());
  }

  private void clip(OnnxNode node, Clip clip) {
    Values.Activation input = values.activation(node, 0);
    Tensor output = builder.clip(node, input.tensor(), clip, values.soleUse(node.input(0)));
    values.putActivation(node.output(), output, input.dims());
  }

  private double limit(OnnxNode node, int input, String attribute, double fallback) {
    if (node.hasInput(input)) {
      float[] limit = values.floats(node, input);
      if (limit.length != 1) {
        throw node.error("its limits must be single numbers");
      }
      return limit[0];
    }
    return node.attribute(attribute) == null ? fallback : node.number(attribute, 0);
  }

  /** Softmax keeps the order of the logits, so at the end it changes no decision. */
  private void softmax(OnnxNode node) {
    if (!graph.getOutput(0).getName().equals(node.output())) {
      throw node.error("is supported only at the end of the network");
    }
    values.alias(node);
  }

  private void shape(OnnxNode node) {
    long[] dims = values.activation(node, 0).dims();
    int rank = dims.length;
    int start = (int) Math.max(0, Math.min(rank, wrap(node.integer("start", 0), rank)));
    int end = (int) Math.max(start, Math.min(rank, wrap(node.integer("end", rank), rank)));
    long[] slice = java.util.Arrays.copyOfRange(dims, start, end);
    values.putConstant(node.output(), OnnxTensors.ofLongs(new long[] {slice.length}, slice));
  }

  private static long wrap(long axis, int rank) {
    return axis < 0 ? axis + rank : axis;
  }
}
