package io.faultmesh.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.Campaign;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Shape;
import io.faultmesh.network.onnx.export.ExportForm;
import io.faultmesh.network.onnx.export.QuantisedExport;
import io.faultmesh.oracle.DataFolder;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ONNX Runtime makes of whole trained networks that were exported. */
class TrainedExportTest {
  private static final double SAME_ANSWERS = 0.99;

  @ParameterizedTest
  @CsvSource({
    "resnet20-cifar10, data/cifar10/test.bin, 1000",
    "resnet50-imagenet, data/imagenet/test/labels.csv, 200"
  })
  void onnxRuntimeComputesOurLogitsBitForBitAndOptimisedNearlyAll(
      String name, String images, int count) throws OrtException {
    Path data = DataFolder.with("networks/" + name + ".onnx", images);
    Path file = Path.of("scenarios", name + ".yaml");
    Scenario scenario = ScenarioLoader.load(file, List.of("dataset.images=" + count));
    FileLookup files = new FileLookup(file.getParent(), List.of(data));
    try (Inputs inputs = Inputs.open(scenario, files, Optional.empty())) {
      Preparation prepared = inputs.calibrate(List.of(), 2);
      IntegerNetwork network = prepared.golden();
      List<byte[]> ours = logits(network, prepared.images());
      byte[] operators = QuantisedExport.write(network, ExportForm.OPERATORS);
      assertThat(onnxRuntime(operators, OptLevel.NO_OPT, network, prepared.images()))
          .usingElementComparator(Arrays::compare)
          .isEqualTo(ours);
      byte[] qdq = QuantisedExport.write(network, ExportForm.QDQ);
      List<byte[]> optimised = onnxRuntime(qdq, OptLevel.ALL_OPT, network, prepared.images());
      assertThat(sameAnswers(ours, optimised)).isGreaterThanOrEqualTo(SAME_ANSWERS);
    }
  }

  private static List<byte[]> logits(IntegerNetwork network, TestImages images) {
    List<byte[]> logits = new ArrayList<>();
    try (Campaign campaign = new Campaign(List.of(network), List.of(), images, 2, 0)) {
      campaign.execute(batch -> logits.addAll(List.of(batch.golden().get(network))));
    }
    return logits;
  }

  private static List<byte[]> onnxRuntime(
      byte[] file, OptLevel level, IntegerNetwork network, TestImages images) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Shape shape = network.network().input().shape();
    long[] dims = {1, shape.channels(), shape.height(), shape.width()};
    Quantisation format = network.format(network.network().output());
    List<byte[]> logits = new ArrayList<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(level);
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(file, options)) {
        for (int i = 0; i < images.count(); i++) {
          FloatBuffer pixels = FloatBuffer.wrap(images.test(images.firstIndex() + i).pixels());
          try (OnnxTensor image = OnnxTensor.createTensor(environment, pixels, dims);
              OrtSession.Result result = session.run(Map.of("image", image))) {
            logits.add(integers(((float[][]) result.get(0).getValue())[0], format));
          }
        }
      }
    }
    return logits;
  }

  private static byte[] integers(float[] floats, Quantisation format) {
    byte[] integers = new byte[floats.length];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = (byte) format.quantise(floats[i]);
    }
    return integers;
  }

  /** The share of images whose largest logit is the same one. */
  private static double sameAnswers(List<byte[]> ours, List<byte[]> others) {
    int same = 0;
    for (int i = 0; i < ours.size(); i++) {
      same += largest(ours.get(i)) == largest(others.get(i)) ? 1 : 0;
    }
    return (double) same / ours.size();
  }

  private static int largest(byte[] logits) {
    int largest = 0;
    for (int i = 1; i < logits.length; i++) {
      largest = logits[i] > logits[largest] ? i : largest;
    }
    return largest;
  }
}
