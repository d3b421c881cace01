package io.faultmesh.network.onnx.file;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;

/** One ONNX node: typed access to its attributes, and errors that name it. */
public record OnnxNode(String file, NodeProto proto) {

  public String operator() {
    return proto.getOpType();
  }

  /** The node's name, or its first output's where the exporter gave none. */
  public String name() {
    if (!proto.getName().isEmpty()) {
      return proto.getName();
    }
    return proto.getOutputCount() > 0 ? proto.getOutput(0) : "?";
  }

  public String where() {
    return file + ": node '" + name() + "' (" + operator() + ")";
  }

  public RefusedNode error(String problem) {
    return new RefusedNode(this, problem);
  }

  public boolean hasInput(int index) {
    return index < proto.getInputCount() && !proto.getInput(index).isEmpty();
  }

  public String input(int index) {
    if (!hasInput(index)) {
      throw error("input " + index + " is missing");
    }
    return proto.getInput(index);
  }

  public String output() {
    if (proto.getOutputCount() == 0) {
      throw error("it has no output");
    }
    return proto.getOutput(0);
  }

  public AttributeProto attribute(String name) {
    for (AttributeProto attribute : proto.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute;
      }
    }
    return null;
  }

  public long integer(String name, long fallback) {
    AttributeProto attribute = attribute(name);
    return attribute == null ? fallback : attribute.getI();
  }

  public float number(String name, float fallback) {
    AttributeProto attribute = attribute(name);
    return attribute == null ? fallback : attribute.getF();
  }

  public String text(String name, String fallback) {
    AttributeProto attribute = attribute(name);
    return attribute == null ? fallback : attribute.getS().toStringUtf8();
  }

  /** A list attribute as ints, or null where it is absent. */
  public int[] integers(String name) {
    AttributeProto attribute = attribute(name);
    if (attribute == null) {
      return null;
    }
    List<Long> values = attribute.getIntsList();
    int[] result = new int[values.size()];
    for (int i = 0; i < result.length; i++) {
      // Exporters write "to the end" as the largest long.
      result[i] = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, values.get(i)));
    }
    return result;
  }

  public int toInt(long value) {
    if (value != (int) value) {
      throw error("the value " + value + " is out of range");
    }
    return (int) value;
  }
}
