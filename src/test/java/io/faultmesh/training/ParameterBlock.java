package io.faultmesh.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.faultmesh.network.onnx.export.ModelBuilder;
import java.util.function.Function;

/** A network as one block: named parameters, and a function of them and the image. */
abstract class ParameterBlock extends AbstractBlock implements TrainedNetwork {
  static final int CLASSES = 10;

  final void weight(String name, long... shape) {
    add(name, Parameter.Type.WEIGHT, shape);
  }

  final void add(String name, Parameter.Type type, long... shape) {
    boolean measured = type == Parameter.Type.RUNNING_MEAN || type == Parameter.Type.RUNNING_VAR;
    addParameter(
        Parameter.builder()
            .setName(name)
            .setType(type)
            .optShape(new Shape(shape))
            .optRequiresGrad(!measured)
            .build());
  }

  /**
   * Logits of a batch. Data must be the first operand of every operation: the result belongs to its
   * first operand's manager.
   *
   * @param parameters by name
   */
  abstract NDArray forward(NDArray images, Function<String, NDArray> parameters, boolean training);

  @Override
  public final Block trainable(float dropout) {
    return this;
  }

  @Override
  protected final NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> unused) {
    NDArray images = inputs.singletonOrThrow();
    Device device = images.getDevice();
    Function<String, NDArray> values =
        name -> store.getValue(parameters.get(name), device, training);
    return new NDList(forward(images, values, training));
  }

  @Override
  public final Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), CLASSES)};
  }

  /** The values of a parameter. */
  final float[] values(String name) {
    return parameters.get(name).getArray().toFloatArray();
  }

  /** Writes a parameter. */
  final String constant(ModelBuilder onnx, String name) {
    onnx.weights(name, parameters.get(name).getShape().getShape(), values(name));
    return name;
  }
}
