package io.faultmesh.network.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.faultmesh.arithmetic.UnaryFunction;
import io.faultmesh.arithmetic.UnaryFunction.Operator;
import io.faultmesh.network.onnx.file.NetworkOutput;
import io.faultmesh.network.onnx.file.OnnxNode;
import io.faultmesh.network.onnx.file.OnnxTensors;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds nodes that together are a function of one value: {@code x * sigmoid(x)}, GELU and HardSwish
 * in their parts. Such nodes become one table. Sums, products and limits alone are left to the
 * layers that they fold into.
 */
final class FunctionFusion {
  /** Functions of more parts are not looked for. */
  private static final int MAX_SIZE = 64;

  /** How many values in front of a node may be the one that it is a function of. */
  private static final int MAX_ROOTS = 12;

  /**
   * A value as function of another one.
   *
   * @param table whether it needs a table; otherwise layers can take it in
   */
  private record Form(UnaryFunction function, boolean table) {}

  private static final Form ITSELF = new Form(UnaryFunction.INPUT, false);

  /** By value, then by the value that it is a function of, the nearest first. */
  private final Map<String, Map<String, Form>> forms = new HashMap<>();

  private final Map<String, Double> numbers = new HashMap<>();
  private final Map<String, UnaryFunction> functions = new HashMap<>();
  private final Deque<NodeProto> kept = new ArrayDeque<>();

  private FunctionFusion() {}

  /**
   * Fuses.
   *
   * @param needed the graph's nodes that the outputs depend on, in order
   */
  static FunctionFusion of(GraphProto graph, List<NodeProto> needed, Collection<String> outputs) {
    FunctionFusion fusion = new FunctionFusion();
    Set<String> activations = new HashSet<>();
    graph.getInputList().forEach(input -> activations.add(input.getName()));
    for (TensorProto tensor : graph.getInitializerList()) {
      activations.remove(tensor.getName());
      fusion.number(tensor.getName(), tensor);
    }
    for (NodeProto node : needed) {
      if (node.getOpType().equals("Constant")) {
        fusion.constant(node);
      } else if (!node.getOpType().equals("Shape")
          && node.getInputList().stream().anyMatch(activations::contains)) {
        activations.addAll(node.getOutputList());
        fusion.look(node, activations);
      }
    }
    fusion.select(needed, outputs);
    return fusion;
  }

  /** The nodes that are left; one that became a function reads that function's value only. */
  List<NodeProto> nodes() {
    return List.copyOf(kept);
  }

  /** The function that a value is of its node's input; null where it is not one. */
  UnaryFunction function(String value) {
    return functions.get(value);
  }

  private void constant(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getName().equals("value")) {
        number(node.getOutput(0), attribute.getT());
      } else if (attribute.getName().equals("value_float")) {
        numbers.put(node.getOutput(0), (double) attribute.getF());
      }
    }
  }

  /** Remembers a tensor that is one finite number. */
  private void number(String name, TensorProto tensor) {
    boolean alone =
        tensor.getDimsCount() <= 1 && tensor.getDimsList().stream().allMatch(side -> side == 1);
    int type = tensor.getDataType();
    boolean single = alone && type == TensorProto.DataType.FLOAT.getNumber();
    // Axes, and exponents.
    boolean whole =
        type == TensorProto.DataType.INT64.getNumber()
            || type == TensorProto.DataType.INT32.getNumber();
    if (alone && whole) {
      long[] value = OnnxTensors.longs(new OnnxNode("", NodeProto.getDefaultInstance()), tensor);
      numbers.put(name, (double) value[0]);
    } else if (single && tensor.getRawData().size() == Float.BYTES) {
      var bytes = tensor.getRawData().asReadOnlyByteBuffer();
      numbers.put(name, (double) bytes.order(java.nio.ByteOrder.LITTLE_ENDIAN).getFloat());
    } else if (single && tensor.getFloatDataCount() == 1) {
      numbers.put(name, (double) tensor.getFloatData(0));
    }
  }

  private void look(NodeProto node, Set<String> activations) {
    OnnxNode named = new OnnxNode("", node);
    String operator = node.getOpType();
    if (!node.getDomain().isEmpty() && !node.getDomain().equals("ai.onnx")) {
      return;
    }
    if (FunctionReader.isOfOne(operator)) {
      boolean known =
          node.getInputList().stream()
              .skip(1)
              .allMatch(limit -> limit.isEmpty() || numbers.containsKey(limit));
      if (known) {
        boolean table = FunctionReader.FUNCTIONS.contains(operator);
        roots(node.getInput(0))
            .forEach(
                (root, form) ->
                    put(
                        node.getOutput(0),
                        root,
                        FunctionReader.ofOne(named, form.function, numbers),
                        table || form.table));
      }
    } else if (FunctionReader.isOfTwo(operator) && node.getInputCount() == 2) {
      ofTwo(node, activations);
    }
  }

  private void ofTwo(NodeProto node, Set<String> activations) {
    String operator = node.getOpType();
    String left = node.getInput(0);
    String right = node.getInput(1);
    boolean power = operator.equals("Pow");
    if (activations.contains(left) && activations.contains(right)) {
      Map<String, Form> others = roots(right);
      boolean gates = !operator.equals("Add") && !operator.equals("Sub");
      roots(left)
          .forEach(
              (root, form) -> {
                Form other = others.get(root);
                if (other != null) {
                  put(
                      node.getOutput(0),
                      root,
                      FunctionReader.ofTwo(operator, form.function, other.function),
                      gates || form.table || other.table);
                }
              });
      return;
    }
    boolean first = activations.contains(left);
    Double number = numbers.get(first ? right : left);
    if (number == null) {
      return;
    }
    UnaryFunction constant = UnaryFunction.constant(number);
    boolean scales = operator.equals("Mul") || operator.equals("Div");
    boolean inverse = operator.equals("Div") && !first;
    roots(first ? left : right)
        .forEach(
            (root, form) ->
                put(
                    node.getOutput(0),
                    root,
                    FunctionReader.ofTwo(
                        operator,
                        first ? form.function : constant,
                        first ? constant : form.function),
                    form.table || power || inverse || (scales && isBounded(form.function))));
  }

  /** Limits on both sides, scaled: a hard sigmoid in its parts. */
  private static boolean isBounded(UnaryFunction function) {
    return function.operator() == Operator.CLIP
        && !Double.isInfinite(function.alpha())
        && !Double.isInfinite(function.beta())
        && function.operands().get(0).operator() == Operator.ADD;
  }

  private Map<String, Form> roots(String value) {
    Map<String, Form> roots = new LinkedHashMap<>();
    roots.put(value, ITSELF);
    roots.putAll(forms.getOrDefault(value, Map.of()));
    return roots;
  }

  private void put(String value, String root, UnaryFunction function, boolean table) {
    Map<String, Form> own = forms.computeIfAbsent(value, unused -> new LinkedHashMap<>());
    if (own.size() < MAX_ROOTS && function.size() <= MAX_SIZE) {
      own.put(root, new Form(function, table));
    }
  }

  /** From the outputs on: what needs a table is read off the nearest value, the rest stays. */
  private void select(List<NodeProto> needed, Collection<String> outputs) {
    Set<String> live = new HashSet<>(outputs);
    NormalisationPattern pattern = new NormalisationPattern(needed, numbers::get);
    for (int i = needed.size() - 1; i >= 0; i--) {
      NodeProto node = needed.get(i);
      if (node.getOutputList().stream().noneMatch(live::contains)) {
        continue;
      }
      NodeProto normalisation = pattern.whole(node);
      if (normalisation != null) {
        live.add(normalisation.getInput(0));
        kept.addFirst(normalisation);
        continue;
      }
      String root = null;
      for (Map.Entry<String, Form> form :
          forms.getOrDefault(node.getOutput(0), Map.<String, Form>of()).entrySet()) {
        if (root == null && form.getValue().table) {
          root = form.getKey();
          functions.put(node.getOutput(0), form.getValue().function);
        }
      }
      if (root == null) {
        live.addAll(NetworkOutput.inputs(node));
        kept.addFirst(node);
      } else {
        live.add(root);
        kept.addFirst(
            NodeProto.newBuilder()
                .setName(node.getName())
                .setOpType(node.getOpType())
                .addInput(root)
                .addOutput(node.getOutput(0))
                .build());
      }
    }
  }
}
