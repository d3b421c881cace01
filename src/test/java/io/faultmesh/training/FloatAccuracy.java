package io.faultmesh.training;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.faultmesh.dataset.Dataset;
import io.faultmesh.dataset.LabelledImage;
import io.faultmesh.network.onnx.file.OnnxRuntimeLibrary;
import java.nio.FloatBuffer;
import java.util.Map;

/** Accuracy of an ONNX network as ONNX Runtime computes it in float32. */
final class FloatAccuracy {
  private static final int BATCH = 100;

  private FloatAccuracy() {}

  /**
   * The fraction of right answers on the images 0 to {@code images - 1}.
   *
   * @param model the bytes of an ONNX file with one input [n, channels, height, width] and one
   *     output [n, classes]
   * @throws OrtException if ONNX Runtime does not accept the file
   */
  static double measure(byte[] model, Dataset set, int images) throws OrtException {
    OrtEnvironment environment = OnnxRuntimeLibrary.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(model, options)) {
        int correct = 0;
        for (int first = 0; first < images; first += BATCH) {
          correct += correct(session, set, first, Math.min(BATCH, images - first));
        }
        return (double) correct / images;
      }
    }
  }

  private static int correct(OrtSession session, Dataset set, int first, int count)
      throws OrtException {
    int[] labels = new int[count];
    int[] image = set.shape();
    FloatBuffer pixels = FloatBuffer.allocate(count * image[0] * image[1] * image[2]);
    for (int i = 0; i < count; i++) {
      LabelledImage one = set.read(first + i);
      pixels.put(one.pixels());
      labels[i] = one.label();
    }
    long[] shape = {count, image[0], image[1], image[2]};
    String input = session.getInputNames().iterator().next();
    int correct = 0;
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(OnnxRuntimeLibrary.environment(), pixels.flip(), shape);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      float[][] logits = (float[][]) result.get(0).getValue();
      for (int i = 0; i < count; i++) {
        correct += argMax(logits[i]) == labels[i] ? 1 : 0;
      }
    }
    return correct;
  }

  private static int argMax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
