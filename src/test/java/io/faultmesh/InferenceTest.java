package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.faultmesh.campaign.Inference;
import io.faultmesh.report.InferenceResult;
import io.faultmesh.report.table.InferenceText;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceTest {
  private static final Path FILE = Path.of("scenarios/lenet-fashion.yaml");
  private static final int SIDE = 28;

  @TempDir private Path folder;

  private static InferenceResult infer(Inference.Request request, String... settings) {
    List<String> all = new ArrayList<>(List.of("dataset.calibration.images=8", "dataset.images=6"));
    all.addAll(List.of(settings));
    Scenario scenario = ScenarioLoader.load(FILE, all);
    return Inference.of(scenario, FILE.getParent(), List.of(), request);
  }

  @Test
  void itShowsWhatARunCounts() {
    LenetRun run =
        LenetRun.of(
            folder.resolve("run"),
            2,
            1,
            "designs=[base, crt2, {name: coded, protect: [secded, range]}]",
            "faults={ber: [1.0e-3], sites: [weight, accumulator, activation], trials: 2}",
            "measure={images: true, cycles: none}");
    Map<String, String[]> lines =
        run.text("images.csv")
            .lines()
            .skip(1)
            .map(line -> line.split(",", -1))
            .collect(Collectors.toMap(f -> f[0] + " " + f[2] + " " + f[3], fields -> fields));
    List<String> heading =
        List.of(run.text("images.csv").lines().findFirst().orElseThrow().split(",", -1));
    for (String design : List.of("base", "crt2", "coded")) {
      for (int trial = 0; trial < 2; trial++) {
        InferenceResult result =
            infer(
                new Inference.Request(10, null, design, 1e-3, null, trial, true),
                "designs=[base, crt2, {name: coded, protect: [secded, range]}]",
                "faults={sites: [weight, accumulator, activation]}");
        String[] line = lines.get(design + " " + trial + " 10");
        assertThat(result.struck().crc32()).isEqualTo(line[heading.indexOf("logitsCrc32")]);
        assertThat(result.golden().top5().get(0).toString())
            .isEqualTo(line[heading.indexOf("ownGoldenTop1")]);
        assertThat(result.struck().top5().get(0).toString())
            .isEqualTo(line[heading.indexOf("top1")]);
        assertThat(String.valueOf(result.faults().flips()))
            .isEqualTo(line[heading.indexOf("flips")]);
      }
    }
  }

  @Test
  void aListedFlipSpreadsFromItsLayerOn() throws IOException {
    Path list = folder.resolve("faults.csv");
    String flip = "trial,image,layer,site,replica,neuron,bit\n0,10,2,activation,0,7,7\n";
    Files.writeString(list, flip);
    InferenceResult result = infer(new Inference.Request(10, null, null, null, list, 0, true));
    assertThat(result.faults().flips()).isEqualTo(1);
    for (int layer = 0; layer < 2; layer++) {
      assertThat(result.layers().get(layer).differing()).isZero();
      assertThat(result.layers().get(layer).struck())
          .isEqualTo(result.layers().get(layer).golden());
    }
    assertThat(result.layers().get(2).flips()).isEqualTo(1);
    assertThat(result.layers().get(2).differing()).isEqualTo(1);
    assertThat(result.layers().get(2).largest()).isEqualTo(128);
    assertThat(result.layers().get(3).differing()).isPositive();
    assertThat(InferenceText.of(result).text())
        .contains("trial 0: 1 flip\n", "top-5 struck", "largest");
  }

  @Test
  void anInputFromAFileGivesWhatTheImageGives() throws IOException {
    float[] pixels = pixels(10);
    Path tensor = folder.resolve("input_0.pb");
    TensorProto.Builder proto = TensorProto.newBuilder().setDataType(DataType.FLOAT.getNumber());
    List.of(1L, 1L, (long) SIDE, (long) SIDE).forEach(proto::addDims);
    for (float pixel : pixels) {
      proto.addFloatData(pixel);
    }
    Files.write(tensor, proto.build().toByteArray());
    Path array = folder.resolve("input.npy");
    Files.write(array, npy(pixels));
    float[] right =
        infer(new Inference.Request(10, null, null, null, null, 0, false)).golden().values();
    for (Path file : List.of(tensor, array)) {
      InferenceResult result = infer(new Inference.Request(null, file, null, null, null, 0, false));
      assertThat(result.golden().values()).containsExactly(right);
      assertThat(result.struck()).isNull();
      assertThat(result.image()).isNull();
    }
  }

  @Test
  void whatCannotBeShownIsSaidInOneLine() throws IOException {
    assertThatThrownBy(() -> new Inference.Request(null, null, null, null, null, 0, false))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--image");
    assertThatThrownBy(
            () -> infer(new Inference.Request(6_000_000, null, null, null, null, 0, false)))
        .hasMessageContaining("between 8 and 13");
    assertThatThrownBy(() -> infer(new Inference.Request(8, null, "bose", null, null, 0, false)))
        .hasMessageContaining("did you mean 'base'?");
    Path array = folder.resolve("small.npy");
    Files.write(array, npy(new float[SIDE]));
    assertThatThrownBy(() -> infer(new Inference.Request(null, array, null, null, null, 0, false)))
        .hasMessageContaining("the network takes one 1x28x28");
    Path text = folder.resolve("text.pb");
    Files.writeString(text, "no tensor");
    assertThatThrownBy(() -> infer(new Inference.Request(null, text, null, null, null, 0, false)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("text.pb");
  }

  /** Pixels of the data set, scaled as the scenario scales them. */
  private static float[] pixels(int image) throws IOException {
    Path packed = Path.of("scenarios/data/fashion-mnist/t10k-images-idx3-ubyte.gz");
    byte[] file;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      file = in.readNBytes(16 + (image + 1) * SIDE * SIDE);
    }
    float[] pixels = new float[SIDE * SIDE];
    IntStream.range(0, pixels.length)
        .forEach(
            i ->
                pixels[i] =
                    (float) ((file[16 + image * pixels.length + i] & 0xff) * 0.00392156862745098));
    return pixels;
  }

  private static byte[] npy(float[] values) throws IOException {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, "
            + values.length / SIDE
            + ", 28), }";
    String padded = header + " ".repeat(118 - 1 - header.length()) + "\n";
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + padded.length() + values.length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) padded.length());
    bytes.put(padded.getBytes(StandardCharsets.US_ASCII));
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }
}
