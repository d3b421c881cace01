package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.faultmesh.network.Network;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.file.MissingWeights;
import io.faultmesh.network.onnx.file.NetworkOutput;
import io.faultmesh.network.onnx.file.OnnxFile;
import io.faultmesh.network.onnx.file.OnnxNode;
import io.faultmesh.network.onnx.file.OnnxTensors;
import io.faultmesh.network.onnx.file.RefusedNetwork;
import io.faultmesh.network.onnx.file.RefusedNode;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.text.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Walks an ONNX graph once, in its own order, and builds the network. */
public final class OnnxImporter {
  private static final int MAX_RANK = 4;

  private final String file;
  private final ModelProto model;
  private final GraphProto graph;
  private final NetworkOutput wanted;
  private final Values values = new Values();
  private final GraphBuilder builder = new GraphBuilder();
  private final QuantisedImport quantised = new QuantisedImport(values, builder);
  private final ConstantFolder folder;
  private final ConstantScales scales;
  private NodeImport nodes;
  private final List<RefusedNode> refused = new ArrayList<>();
  private InferredShapes inferred;
  private boolean batchIsFixed;

  private OnnxImporter(String file, ModelProto model, NetworkOutput wanted) {
    this.file = file;
    this.model = model;
    this.graph = model.getGraph();
    this.wanted = wanted;
    this.folder = new ConstantFolder(model.getOpsetImportList());
    this.scales = new ConstantScales(values, folder);
  }

  /**
   * Imports a network of one output.
   *
   * @throws BadInputException if the file is not a whole ONNX file, or holds a node or a form of
   *     one that is not supported; the message names it
   */
  public static Network load(Path path) {
    return load(path, NetworkOutput.ONLY, MissingWeights.REFUSED);
  }

  /**
   * Imports a network.
   *
   * @throws BadInputException if the file is not a whole ONNX file, or does not have the output
   * @throws RefusedNetwork naming all nodes that are not supported
   */
  public static Network load(Path path, NetworkOutput output, MissingWeights weights) {
    ModelProto model = OnnxFile.read(path, weights);
    return new OnnxImporter(path.toString(), model, output).importGraph();
  }

  private Network importGraph() {
    List<String> outputs = wanted.of(file, graph);
    for (TensorProto initializer : graph.getInitializerList()) {
      putConstant(initializer.getName(), initializer);
    }
    FunctionFusion fusion = FunctionFusion.of(graph, NetworkOutput.needed(graph, outputs), outputs);
    List<NodeProto> needed = fusion.nodes();
    nodes = new NodeImport(values, builder, quantised, scales, fusion, OnnxFile.opset(model));
    needed.forEach(node -> node.getInputList().stream().distinct().forEach(values::countUse));
    outputs.forEach(values::countUse);
    Tensor input = input();
    String end = outputs.get(0);
    GraphEnd graphEnd = GraphEnd.of(graph, end, OnnxFile.opset(model));
    Set<String> skipped = new HashSet<>();
    for (NodeProto proto : needed) {
      OnnxNode node = new OnnxNode(file, proto);
      if (proto.getOutputList().stream().anyMatch(skipped::contains)) {
        continue;
      }
      try {
        if (!isUnknown(node) && graphEnd.starts(node, values)) {
          end = node.input(0);
          skipped.addAll(graphEnd.behind(node));
        } else {
          importNode(node);
        }
      } catch (RefusedNode e) {
        refuse(node, e);
      } catch (IllegalArgumentException e) {
        refuse(node, node.error(e.getMessage()));
      }
    }
    checkRefused();
    OnnxNode place =
        new OnnxNode(
            file,
            NodeProto.newBuilder()
                .setName("output")
                .setOpType("graph output")
                .addInput(end)
                .build());
    Network network =
        builder.build(input, values.activation(place, 0).tensor(), quantised.readAsFloats());
    if (network.layers().isEmpty()) {
      throw new BadInputException(file + ": the graph has no convolution or fully connected layer");
    }
    return network;
  }

  /** Goes on behind a refused node as well as it can, so that others can be told, too. */
  private void refuse(OnnxNode node, RefusedNode problem) {
    refused.add(problem);
    if (!isOfConstants(node)) {
      assume(node);
    }
  }

  /** Takes the results of a node that was not imported for activations of the inferred shapes. */
  private void assume(OnnxNode node) {
    if (inferred == null) {
      inferred = InferredShapes.of(model);
    }
    for (String output : node.proto().getOutputList()) {
      long[] dims = inferred.dims(output);
      if (dims != null) {
        try {
          Tensor tensor = builder.tensor(output, Values.shape(node, dims));
          values.putActivation(output, tensor, dims);
        } catch (RefusedNode e) {
          // A shape that cannot be stored stays unknown.
        }
      }
    }
  }

  private void checkRefused() {
    if (refused.isEmpty()) {
      return;
    }
    int others = refused.size() - 1;
    String more =
        others == 0
            ? ""
            : Text.format(
                "; %d more node%s refused: faultmesh network lists them",
                others, others == 1 ? " is" : "s are");
    throw new RefusedNetwork(
        refused.get(0).getMessage() + more, refused.stream().map(RefusedNode::refusal).toList());
  }

  private void putConstant(String name, TensorProto value) {
    values.putConstant(name, value);
    folder.held(value);
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
    if (dimensions.size() < 2 || dimensions.size() > MAX_RANK) {
      throw place.error("the image has " + dimensions.size() + " dimensions; 2 to 4 are supported");
    }
    long[] dims = new long[dimensions.size()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = i == 0 ? 1 : dimensions.get(i).getDimValue();
      if (dims[i] < 1) {
        throw place.error("dimension " + i + " has no fixed size; only the batch may be symbolic");
      }
    }
    batchIsFixed = dimensions.get(0).getDimValue() > 1;
    Tensor tensor = builder.tensor(input.getName(), Values.shape(place, dims));
    values.putActivation(input.getName(), tensor, dims);
    return tensor;
  }

  /** Whether a node reads what no node before it could compute. */
  private boolean isUnknown(OnnxNode node) {
    return !refused.isEmpty()
        && node.proto().getInputList().stream()
            .anyMatch(name -> !name.isEmpty() && !values.isKnown(name));
  }

  private void importNode(OnnxNode node) {
    if (node.operator().equals("Constant")) {
      putConstant(node.output(), ConstantFolder.constant(node));
      return;
    }
    if (isUnknown(node)) {
      assume(node);
      NodeImport.checkOperator(node);
      return;
    }
    if (isOfConstants(node)) {
      if (node.operator().equals("DequantizeLinear")) {
        quantised.checkConstant(node);
      }
      folder.fold(node, values.constants()).forEach(values::putConstant);
      scales.computed(node);
    } else {
      nodes.importNode(node);
      checkBatch(node);
    }
  }

  private boolean isOfConstants(OnnxNode node) {
    return node.proto().getInputCount() > 0
        && node.proto().getInputList().stream()
            .allMatch(name -> name.isEmpty() || values.isConstant(name));
  }

  /** A file made for several images may reshape them into each other; one image would not fit. */
  private void checkBatch(OnnxNode node) {
    if (batchIsFixed && values.isActivation(node.output())) {
      long[] dims = values.dims(node.output());
      if (dims.length == 0 || dims[0] != 1) {
        throw node.error("does not keep the batch in front; export with a batch of one");
      }
    }
  }
}
