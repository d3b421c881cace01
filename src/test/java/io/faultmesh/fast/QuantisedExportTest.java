package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.LocalNormalisation;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Unary;
import io.faultmesh.network.VectorNode;
import io.faultmesh.network.onnx.export.ExportForm;
import io.faultmesh.network.onnx.export.QuantisedExport;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.OnnxGraph;
import io.faultmesh.oracle.generated.RandomOperators;
import io.faultmesh.oracle.generated.RandomOperators.Value;
import io.faultmesh.oracle.generated.RandomShapes;
import io.faultmesh.oracle.generated.RandomVectors;
import io.faultmesh.scenario.QuantisationSettings;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an exported network computes in ONNX Runtime, and what importing it gives. */
class QuantisedExportTest {
  private static final int NETWORKS = 150;
  private static final int PRODUCTS = 20;
  private static final int IMAGES = 3;

  private static IntegerNetwork network(long seed) {
    return seed % 3 == 0 ? GeneratedNetworks.prescribed(seed) : GeneratedNetworks.integers(seed);
  }

  private static boolean isApproximate(Node node) {
    return node instanceof Unary
        || node instanceof LocalNormalisation
        || node instanceof VectorNode;
  }

  /** Means over parts of an image, and functions, are what floats may round otherwise. */
  private static boolean isExact(Network network) {
    return network.nodes().stream().noneMatch(node -> isApproximate(node))
        && network.nodes().stream()
            .allMatch(
                node ->
                    !(node instanceof Node.AveragePool pool)
                        || pool.output().shape().pixels() == 1);
  }

  @Test
  void onnxRuntimeComputesTheOperatorsBitForBit() throws OrtException {
    int exact = 0;
    for (long seed = 0; seed < NETWORKS; seed++) {
      IntegerNetwork network = network(seed);
      if (isExact(network.network())) {
        exact++;
        assertBitForBit(network, seed);
      }
    }
    assertThat(exact).isGreaterThan(NETWORKS / 4);
  }

  @Test
  void onnxRuntimeComputesProductsOfActivationsBitForBit() throws OrtException {
    for (long seed = 0; seed < PRODUCTS; seed++) {
      IntegerNetwork network =
          GeneratedNetworks.integers(product(seed), seed, QuantisationSettings.DEFAULT);
      assertThat(network.network().layers()).anyMatch(Convolution::isProduct);
      assertThat(isExact(network.network())).isTrue();
      assertBitForBit(network, seed);
    }
  }

  /** A network whose convolution's channels are multiplied with one another. */
  private static byte[] product(long seed) {
    Random random = new Random(seed);
    OnnxGraph graph = new OnnxGraph(13);
    Supplier<Float> weights = () -> (float) (0.4 * random.nextGaussian());
    RandomOperators operators = new RandomOperators(graph, random, weights);
    RandomShapes shapes = new RandomShapes(graph, random, weights);
    Shape image = new Shape(2, 5, 6);
    Value features = operators.sameConvolution(new Value(graph.input(2, 5, 6), image));
    Value alike = new RandomVectors(graph, random, weights).similarity(features);
    return graph.toBytes(shapes.dense(shapes.flatten(alike), 5).name());
  }

  private static void assertBitForBit(IntegerNetwork network, long seed) throws OrtException {
    List<float[]> images = pixels(new Random(seed), network.network().input().shape());
    List<byte[]> integers = images.stream().map(network::quantiseInput).toList();
    byte[] file = QuantisedExport.write(network, ExportForm.OPERATORS);
    try (FastEngine engine = new FastEngine(network);
        FastEngine.Lane lane = engine.lane(IMAGES)) {
      byte[][] logits = lane.run(integers, Strikes.NONE);
      for (int i = 0; i < IMAGES; i++) {
        assertThat(onnxRuntime(file, network, images.get(i)))
            .as("Failed on seed %d, image %d", seed, i)
            .isEqualTo(logits[i]);
      }
    }
  }

  @Test
  void aDenseLayerWithoutBiasIsAMatrixProductBitForBit() throws Exception {
    for (long seed = 0; seed < PRODUCTS; seed++) {
      OnnxGraph graph = new OnnxGraph(13);
      Random random = new Random(seed);
      String flat = graph.node("Flatten", List.of(graph.input(3, 2, 2)));
      float[] weights = new float[12 * 5];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) random.nextGaussian();
      }
      String logits = graph.node("MatMul", List.of(flat, graph.floats(weights, 12, 5)));
      IntegerNetwork network =
          GeneratedNetworks.integers(graph.toBytes(logits), seed, QuantisationSettings.DEFAULT);
      byte[] file = QuantisedExport.write(network, ExportForm.OPERATORS);
      assertThat(OnnxMl.ModelProto.parseFrom(file).getGraph().getNodeList())
          .extracting(OnnxMl.NodeProto::getOpType)
          .contains("QLinearMatMul")
          .doesNotContain("QLinearConv");
      assertBitForBit(network, seed);
      assertSame(network, GeneratedNetworks.integers(file, seed, QuantisationSettings.DEFAULT));
    }
  }

  private static void assertSame(IntegerNetwork network, IntegerNetwork again) {
    assertThat(again.layers()).hasSameSizeAs(network.layers());
    for (IntegerLayer layer : network.layers()) {
      IntegerLayer other = again.layers().get(layer.index());
      assertThat(other.weights()).isEqualTo(layer.weights());
      assertThat(other.bias()).isEqualTo(layer.bias());
      assertThat(other.requantiser()).usingRecursiveComparison().isEqualTo(layer.requantiser());
    }
  }

  /** Such tensors come back as uint8. */
  private static boolean isShiftedInt8(Quantisation format) {
    return format.lowest() < 0 && format.zeroPoint() != 0;
  }

  private static List<float[]> pixels(Random random, Shape shape) {
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      float[] pixels = new float[shape.size()];
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] = (float) random.nextGaussian();
      }
      images.add(pixels);
    }
    return images;
  }

  private static byte[] onnxRuntime(byte[] file, IntegerNetwork network, float[] pixels)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Shape shape = network.network().input().shape();
    long[] dims = {1, shape.channels(), shape.height(), shape.width()};
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(file, options);
          OnnxTensor image = OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels), dims);
          OrtSession.Result result = session.run(Map.of("image", image))) {
        float[] logits = ((float[][]) result.get(0).getValue())[0];
        Quantisation format = network.format(network.network().output());
        byte[] integers = new byte[logits.length];
        for (int i = 0; i < integers.length; i++) {
          integers[i] = (byte) format.quantise(logits[i]);
        }
        return integers;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void importingAnExportGivesTheSameIntegerNetwork(ExportForm form) {
    for (long seed = 0; seed < NETWORKS; seed++) {
      IntegerNetwork network = network(seed);
      if (network.formats().stream().anyMatch(QuantisedExportTest::isShiftedInt8)) {
        continue;
      }
      byte[] file = QuantisedExport.write(network, form);
      IntegerNetwork again = GeneratedNetworks.integers(file, seed, QuantisationSettings.DEFAULT);
      String where = "Failed on seed " + seed;
      assertThat(again.layers()).as(where).hasSameSizeAs(network.layers());
      for (IntegerLayer layer : network.layers()) {
        IntegerLayer other = again.layers().get(layer.index());
        assertThat(other.weights()).as(where).isEqualTo(layer.weights());
        assertThat(other.bias()).as(where).isEqualTo(layer.bias());
        assertThat(other.input()).as(where).isEqualTo(layer.input());
        assertThat(other.output()).as(where).isEqualTo(layer.output());
        assertThat(other.requantiser().multipliers())
            .as(where)
            .isEqualTo(layer.requantiser().multipliers());
        assertThat(other.requantiser().low()).as(where).isEqualTo(layer.requantiser().low());
        assertThat(other.requantiser().high()).as(where).isEqualTo(layer.requantiser().high());
        assertThat(other.truncations()).as(where).isEqualTo(layer.truncations());
      }
      List<byte[]> images = GeneratedNetworks.images(new Random(seed), network, IMAGES);
      try (FastEngine engine = new FastEngine(network);
          FastEngine.Lane lane = engine.lane(IMAGES);
          FastEngine second = new FastEngine(again);
          FastEngine.Lane secondLane = second.lane(IMAGES)) {
        assertThat(secondLane.run(images, Strikes.NONE))
            .as(where)
            .isDeepEqualTo(lane.run(images, Strikes.NONE));
      }
    }
  }
}
