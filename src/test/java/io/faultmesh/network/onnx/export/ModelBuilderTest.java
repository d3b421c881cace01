package io.faultmesh.network.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelBuilderTest {
  /** y = x * [[1, 2], [3, 4]]^T + [10, 20]. */
  private static byte[] affine() {
    return new ModelBuilder("affine")
        .input("x", 2)
        .weights("w", new long[] {2, 2}, new float[] {1, 2, 3, 4})
        .weights("b", new long[] {2}, new float[] {10, 20})
        .node("Gemm", "fc", List.of("x", "w", "b"), "y", ModelBuilder.attribute("transB", 1))
        .output("y", 2)
        .toBytes();
  }

  @Test
  void runtimeComputesWhatWasBuilt() throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    FloatBuffer x = FloatBuffer.wrap(new float[] {1, 0, 0, 1, 1, 1});
    try (OrtSession session = environment.createSession(affine());
        OnnxTensor tensor = OnnxTensor.createTensor(environment, x, new long[] {3, 2});
        OrtSession.Result result = session.run(Map.of("x", tensor))) {
      assertThat((float[][]) result.get(0).getValue())
          .isDeepEqualTo(new float[][] {{11, 23}, {12, 24}, {13, 27}});
    }
  }

  @Test
  void theHeaderSaysWhoMadeItAndForWhichOpset() throws Exception {
    ModelProto model = ModelProto.parseFrom(affine());
    assertThat(model.getIrVersion()).isEqualTo(7);
    assertThat(model.getProducerName()).isEqualTo("faultmesh");
    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(13);
    assertThat(
            model
                .getGraph()
                .getInput(0)
                .getType()
                .getTensorType()
                .getShape()
                .getDim(0)
                .getDimParam())
        .isEqualTo("n");
    assertThat(affine()).isEqualTo(affine());
  }

  @Test
  void weightsMustFillTheirShape() {
    ModelBuilder export = new ModelBuilder("g");
    assertThatThrownBy(() -> export.weights("w", new long[] {2, 3}, new float[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("w has 5 values for the shape [2, 3]");
  }
}
