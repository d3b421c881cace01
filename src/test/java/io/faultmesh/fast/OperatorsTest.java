package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.OnnxGraph;
import io.faultmesh.oracle.generated.RandomForms;
import io.faultmesh.oracle.generated.RandomOperators;
import io.faultmesh.oracle.generated.RandomOperators.Value;
import io.faultmesh.oracle.generated.RandomShapes;
import io.faultmesh.oracle.generated.UnitScales;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each operator on small whole numbers, where ONNX Runtime's float result is exact. */
class OperatorsTest {
  private static final int SHAPES = 60;
  private static final int[] OPSETS = {7, 9, 10, 11, 13, 18, 21};

  /** What a network consists of, besides a 1x1 convolution that makes it a network. */
  enum Operator {
    CONV,
    CONV_BATCH_NORMALISATION,
    CONV_RELU,
    CONV_RELU6,
    ADD,
    RELU,
    RELU6,
    MAX_POOL,
    AVERAGE_POOL,
    AVERAGE_POOL_WITH_PADS,
    GLOBAL_POOL,
    CONCAT,
    SLICE,
    PAD,
    FLATTEN,
    PASS_THROUGH,
    DENSE,
    BATCH_NORMALISATION,
    CONSTANT,
    SUM,
    MEAN,
    GLOBAL_MAX_POOL,
    TRANSPOSE,
    SHUFFLE,
    SPLIT,
    ROWS,
    ONE_DIMENSION;

    Value append(RandomOperators operators, RandomShapes shapes, RandomForms forms, Value in) {
      return switch (this) {
        case CONV -> operators.convolution(in);
        case CONV_BATCH_NORMALISATION -> operators.batchNormalisation(operators.convolution(in));
        case CONV_RELU -> operators.relu(operators.convolution(in));
        case CONV_RELU6 -> operators.relu6(operators.convolution(in));
        case ADD -> operators.add(in, operators.sameConvolution(in));
        case RELU -> operators.relu(in);
        case RELU6 -> operators.relu6(in);
        case MAX_POOL -> operators.maxPool(in);
        case AVERAGE_POOL -> operators.averagePool(in, false);
        case AVERAGE_POOL_WITH_PADS -> operators.averagePool(in, true);
        case GLOBAL_POOL -> operators.globalPool(in);
        case CONCAT -> operators.concatenate(in, operators.relu(in));
        case SLICE -> operators.slice(in);
        case PAD -> shapes.pad(in);
        case FLATTEN -> shapes.flatten(in);
        case PASS_THROUGH -> operators.passThrough(in);
        case DENSE -> shapes.dense(shapes.flatten(in), 5);
        case BATCH_NORMALISATION -> operators.batchNormalisation(operators.relu(in));
        case CONSTANT -> forms.constant(forms.constant(operators.relu(in)));
        case SUM -> forms.sum(in, operators.sameConvolution(in));
        case MEAN -> forms.mean(in);
        case GLOBAL_MAX_POOL -> forms.globalMaxPool(in);
        case TRANSPOSE -> forms.transpose(in);
        case SHUFFLE -> forms.shuffle(in);
        case SPLIT -> forms.swapParts(in);
        case ROWS -> forms.rows(in);
        case ONE_DIMENSION -> forms.oneDimension(in);
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void equalsOnnxRuntimeOnWholeNumbers(Operator operator) {
    int within = 0;
    for (long seed = 0; seed < SHAPES; seed++) {
      String where = "failed on seed " + seed;
      Random random = new Random(100 * operator.ordinal() + seed);
      Supplier<Float> weights = () -> (float) (random.nextInt(5) - 2);
      OnnxGraph graph = new OnnxGraph(OPSETS[random.nextInt(OPSETS.length)]);
      Shape shape = new Shape(1 + random.nextInt(4), 3 + random.nextInt(6), 3 + random.nextInt(6));
      String input = graph.input(shape.channels(), shape.height(), shape.width());
      // The image passes a convolution that changes nothing, so that every graph has a layer.
      Value image = new Value(identity(graph, input, shape.channels()), shape);
      Value output =
          operator.append(
              new RandomOperators(graph, random, weights),
              new RandomShapes(graph, random, weights),
              new RandomForms(graph, random, weights),
              image);
      byte[] file = graph.toBytes(output.name());
      float[] pixels = new float[shape.size()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = random.nextInt(13) - 6;
      }
      long[] dims = {1, shape.channels(), shape.height(), shape.width()};
      float[] expected = onnxRuntime(file, input, pixels, dims);
      IntegerNetwork network = UnitScales.of(GeneratedNetworks.load(file, OnnxImporter::load));
      byte[] actual = engine(network, pixels, expected, where);
      assertThat(actual).as(where).hasSameSizeAs(expected).hasSize(output.shape().size());
      boolean isMean =
          network.network().nodes().stream().anyMatch(Node.AveragePool.class::isInstance);
      for (int i = 0; i < actual.length; i++) {
        float clamped = Math.max(-128, Math.min(127, expected[i]));
        within += clamped == expected[i] ? 1 : -1;
        if (isMean) {
          // A float mean may fall to either side of a half.
          assertThat(Math.abs(actual[i] - clamped)).as(where).isLessThan(0.5001f);
        } else {
          assertThat((float) actual[i]).as(where).isEqualTo(clamped);
        }
      }
    }
    assertThat(within).as("most results are not clamped").isPositive();
  }

  private static String identity(OnnxGraph graph, String input, int channels) {
    float[] weights = new float[channels];
    java.util.Arrays.fill(weights, 1);
    String ones = graph.floats(weights, channels, 1, 1, 1);
    return graph.node("Conv", List.of(input, ones), OnnxGraph.attribute("group", channels));
  }

  /** The engine's results; where a layer comes last, its sums are compared as well. */
  private static byte[] engine(
      IntegerNetwork network, float[] pixels, float[] expected, String where) {
    RecordingStrikes record = RecordingStrikes.sumsAndResults(Strikes.NONE);
    List<Node> nodes = network.network().nodes();
    try (FastEngine engine = new FastEngine(network, KernelKind.FUSED);
        FastEngine.Lane lane = engine.lane(1)) {
      List<byte[]> images = List.of(network.quantiseInput(pixels));
      byte[] result = lane.run(images, record)[0];
      assertThat(lane.run(images, Strikes.NONE)[0]).as(where).isEqualTo(result);
      int last = network.layers().size() - 1;
      if (network.layers().get(last).node() == nodes.get(nodes.size() - 1)
          && network.layers().get(last).node().clip().isNone()) {
        int[] sums = record.sums(last, 0);
        int pixelCount = network.layers().get(last).node().pixels();
        for (int i = 0; i < sums.length; i++) {
          int sum = sums[i] + network.layers().get(last).bias()[i / pixelCount];
          assertThat((float) sum).as(where).isEqualTo(expected[i]);
        }
      }
      return result;
    }
  }

  private static float[] onnxRuntime(byte[] file, String name, float[] pixels, long... dims) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(file, options);
          OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels), dims);
          OrtSession.Result result = session.run(Map.of(name, input))) {
        FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
