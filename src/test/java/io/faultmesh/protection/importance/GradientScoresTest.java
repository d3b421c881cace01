package io.faultmesh.protection.importance;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.faultmesh.dataset.LabelledImage;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.OnnxGraph;
import io.faultmesh.oracle.generated.RandomOperators;
import io.faultmesh.oracle.generated.RandomOperators.Value;
import io.faultmesh.oracle.generated.RandomShapes;
import io.faultmesh.scenario.QuantisationSettings;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Scores of gradients against differences of the loss that ONNX Runtime computes of the network's
 * file, when a probe is added to a neuron.
 */
class GradientScoresTest {
  private static final int IMAGES = 2;
  private static final int NEURONS_PER_LAYER = 8;
  private static final float STEP = 1f / 64;

  /**
   * The network of a file with an input more for each struck layer, that is added to its results.
   */
  private static final class Probed implements AutoCloseable {
    private final IntegerNetwork network;
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final String image;
    private final List<String> outputs;

    private Probed(byte[] file, IntegerNetwork network) throws OrtException, IOException {
      this.network = network;
      ModelProto model = ModelProto.parseFrom(file);
      GraphProto.Builder graph = model.getGraph().toBuilder();
      image = graph.getInput(0).getName();
      String logits = graph.getOutput(0).getName();
      Map<String, String> renamed = new HashMap<>();
      for (Convolution layer : network.network().layers()) {
        String name = layer.output().name();
        renamed.put(name, name + " probed");
        ValueInfoProto like = graph.getInput(0).toBuilder().setName(name + " probe").build();
        graph.addInput(
            like.toBuilder()
                .setType(
                    like.getType().toBuilder()
                        .clearTensorType()
                        .setTensorType(like.getType().getTensorType().toBuilder().clearShape())));
      }
      List<NodeProto> nodes = new ArrayList<>();
      for (NodeProto node : graph.getNodeList()) {
        NodeProto.Builder own = node.toBuilder();
        for (int i = 0; i < own.getInputCount(); i++) {
          own.setInput(i, renamed.getOrDefault(own.getInput(i), own.getInput(i)));
        }
        nodes.add(own.build());
        for (String output : node.getOutputList()) {
          if (renamed.containsKey(output)) {
            nodes.add(
                NodeProto.newBuilder()
                    .setOpType("Add")
                    .addInput(output)
                    .addInput(output + " probe")
                    .addOutput(renamed.get(output))
                    .build());
          }
        }
      }
      graph.clearNode().addAllNode(nodes).clearOutput();
      outputs = new ArrayList<>(List.of(renamed.getOrDefault(logits, logits)));
      outputs.addAll(network.network().layers().stream().map(l -> l.output().name()).toList());
      outputs.forEach(name -> graph.addOutput(ValueInfoProto.newBuilder().setName(name)));
      session = environment.createSession(model.toBuilder().setGraph(graph).build().toByteArray());
    }

    /** Runs an image with something added to one neuron; logits first, then results by layer. */
    private List<float[]> run(float[] pixels, int layer, int neuron, float added)
        throws OrtException {
      Map<String, OnnxTensor> inputs = new HashMap<>();
      inputs.put(image, tensor(pixels, network.network().input().shape()));
      for (Convolution node : network.network().layers()) {
        float[] probe = new float[node.neurons()];
        if (node == network.network().layers().get(layer)) {
          probe[neuron] = added;
        }
        inputs.put(node.output().name() + " probe", tensor(probe, node.output().shape()));
      }
      List<float[]> values = new ArrayList<>();
      try (OrtSession.Result result = session.run(inputs)) {
        for (String name : outputs) {
          FloatBuffer buffer = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
          float[] own = new float[buffer.remaining()];
          buffer.get(own);
          values.add(own);
        }
      }
      inputs.values().forEach(OnnxTensor::close);
      return values;
    }

    private OnnxTensor tensor(float[] values, io.faultmesh.network.Shape shape)
        throws OrtException {
      boolean isVector = shape.height() * shape.width() == 1;
      long[] dims =
          isVector
              ? new long[] {1, shape.channels()}
              : new long[] {1, shape.channels(), shape.height(), shape.width()};
      return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), dims);
    }

    private double loss(LabelledImage image, int layer, int neuron, float added)
        throws OrtException {
      float[] logits = run(image.pixels(), layer, neuron, added).get(0);
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp((double) logit - logits[image.label()]);
      }
      return Math.log(sum);
    }

    /** The slope of the loss, or NaN where it has a corner within a step. */
    private double slope(LabelledImage image, int layer, int neuron) throws OrtException {
      double here = loss(image, layer, neuron, 0);
      double right = (loss(image, layer, neuron, STEP) - here) / STEP;
      double left = (here - loss(image, layer, neuron, -STEP)) / STEP;
      double middle = (left + right) / 2;
      double near =
          (loss(image, layer, neuron, STEP / 2) - loss(image, layer, neuron, -STEP / 2)) / STEP;
      return Math.abs(right - left) > 0.1 * Math.abs(middle) + 1e-4
              || Math.abs(near - middle) > 0.01 * Math.abs(middle) + 1e-4
          ? Double.NaN
          : near;
    }

    @Override
    public void close() throws OrtException {
      session.close();
    }
  }

  /** A residual network with every kind of node between its layers. */
  private static byte[] residual(long seed) {
    Random random = new Random(seed);
    OnnxGraph graph = new OnnxGraph(13);
    Supplier<Float> weights = () -> (float) (0.5 * random.nextGaussian());
    RandomOperators operators = new RandomOperators(graph, random, weights);
    RandomShapes shapes = new RandomShapes(graph, random, weights);
    io.faultmesh.network.Shape shape = new io.faultmesh.network.Shape(3, 9, 8);
    Value value = new Value(graph.input(3, 9, 8), shape);
    value = operators.relu(operators.batchNormalisation(operators.sameConvolution(value)));
    value = operators.relu(operators.add(operators.sameConvolution(value), value));
    value = operators.maxPool(operators.concatenate(value, operators.sameConvolution(value)));
    value = operators.relu6(operators.sameConvolution(value));
    value = shapes.flatten(operators.globalPool(value));
    return graph.toBytes(shapes.dense(value, 5).name());
  }

  private static byte[] file(String kind) throws IOException {
    return kind.equals("lenet")
        ? Files.readAllBytes(Path.of("scenarios", "networks", "lenet-fashion.onnx"))
        : residual(kind.hashCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet", "residual", "another"})
  void scoresAreTheSlopesOfTheLoss(String kind) throws OrtException, IOException {
    byte[] file = file(kind);
    IntegerNetwork network = GeneratedNetworks.integers(file, 1, QuantisationSettings.DEFAULT);
    Random random = new Random(4);
    List<LabelledImage> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      float[] pixels = new float[network.network().input().shape().size()];
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] = (float) random.nextGaussian();
      }
      images.add(new LabelledImage(pixels, random.nextInt(network.network().classes())));
    }
    Scores gradient = GradientScores.compute(network, images::get, IMAGES, false);
    Scores taylor = GradientScores.compute(network, images::get, IMAGES, true);
    int compared = 0;
    int struck = 0;
    try (Probed probed = new Probed(file, network)) {
      for (int layer = 0; layer < network.layers().size(); layer++) {
        Convolution node = network.network().layers().get(layer);
        double scale = network.format(node.output()).scale();
        for (int i = 0; i < NEURONS_PER_LAYER; i++) {
          int neuron = random.nextInt(node.neurons());
          double slopes = 0;
          double products = 0;
          for (LabelledImage image : images) {
            double slope = Math.abs(probed.slope(image, layer, neuron));
            slopes += slope / IMAGES;
            float value = probed.run(image.pixels(), layer, neuron, 0).get(1 + layer)[neuron];
            products += slope * Math.abs(value) / IMAGES;
          }
          struck++;
          if (!Double.isNaN(slopes)) {
            compared++;
            String where = kind + ", layer " + layer + ", neuron " + neuron;
            isClose(gradient.layers().get(layer)[neuron] / scale, slopes, where);
            isClose(taylor.layers().get(layer)[neuron], products, where);
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(struck / 2);
  }

  private static void isClose(double actual, double expected, String where) {
    assertThat(Math.abs(actual - expected))
        .as("%s: %s, expected %s", where, actual, expected)
        .isLessThan(0.03 * expected + 3e-4);
  }
}
