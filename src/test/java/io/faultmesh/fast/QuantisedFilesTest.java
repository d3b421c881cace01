package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.InvalidProtocolBufferException;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.RandomQuantised;
import io.faultmesh.scenario.QuantisationSettings;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random pre-quantised files against ONNX Runtime, which runs them as they are written. */
class QuantisedFilesTest {
  private static final int FILES = 300;
  private static final int IMAGES = 3;

  @Test
  void logitsAreThoseOfOnnxRuntimeButForRounding() {
    int different = 0;
    int all = 0;
    for (long seed = 0; seed < FILES; seed++) {
      byte[] file = RandomQuantised.onnx(seed);
      IntegerNetwork network = GeneratedNetworks.integers(file, seed, QuantisationSettings.DEFAULT);
      Random random = new Random(seed);
      try (FastEngine engine = new FastEngine(network);
          FastEngine.Lane lane = engine.lane(1)) {
        for (int i = 0; i < IMAGES; i++) {
          float[] pixels = new float[network.network().input().shape().size()];
          for (int p = 0; p < pixels.length; p++) {
            pixels[p] = (float) random.nextGaussian();
          }
          float[] expected = onnxRuntime(file, pixels);
          byte[] actual = lane.run(List.of(network.quantiseInput(pixels)), Strikes.NONE)[0];
          assertThat(actual).hasSameSizeAs(expected);
          for (int c = 0; c < actual.length; c++) {
            double steps = Math.abs(actual[c] - expected[c] / RandomQuantised.OUTPUT_SCALE);
            assertThat(steps)
                .as("Failed on seed %d, image %d, class %d", seed, i, c)
                .isLessThanOrEqualTo(2.01);
            different += steps > 0.5 ? 1 : 0;
            all++;
          }
        }
      }
    }
    assertThat(different).isLessThan(all / 10);
  }

  private static float[] onnxRuntime(byte[] file, float[] pixels) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // Optimised, version 1.22 computes scales along the inputs of a matrix wrongly.
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      String name = ModelProto.parseFrom(file).getGraph().getInput(0).getName();
      try (OrtSession session = environment.createSession(file, options);
          OnnxTensor input =
              OnnxTensor.createTensor(
                  environment, FloatBuffer.wrap(pixels), new long[] {1, 4, 6, 6});
          OrtSession.Result result = session.run(Map.of(name, input))) {
        FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
      }
    } catch (OrtException | InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
