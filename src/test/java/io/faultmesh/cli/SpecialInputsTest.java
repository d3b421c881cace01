package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.oracle.generated.OnnxGraph;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs that no run can use end as one line that names the file, and soon. */
class SpecialInputsTest {
  private static final Path SCENARIO = Path.of("scenarios/lenet-fashion.yaml");

  @TempDir Path folder;

  private String refused(String... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      int code =
          Assertions.assertTimeoutPreemptively(
              Duration.ofSeconds(60), () -> Faultmesh.execute(false, arguments));
      assertThat(code).isEqualTo(2);
    } finally {
      System.setErr(before);
    }
    String text = said.toString(StandardCharsets.UTF_8);
    assertThat(text.lines()).hasSize(1);
    return text;
  }

  private String refusedRun(String... settings) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("run", SCENARIO.toString(), "--out", folder.resolve("out").toString()));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return refused(arguments.toArray(String[]::new));
  }

  @Test
  void pipesAreNoInputs() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    String expected = pipe + ": is a device or a pipe";
    assertThat(refusedRun("network=" + pipe)).contains(expected);
    assertThat(refusedRun("technology=" + pipe)).contains(expected);
    assertThat(refusedRun("dataset={format: cifar10, path: " + pipe + "}")).contains(expected);
    assertThat(refusedRun("dataset={format: idx, path: " + pipe + "}")).contains(expected);
    assertThat(refusedRun("designs=[{preset: cl, score: {file: " + pipe + "}}]")).isNotEmpty();
    assertThat(refused("network", pipe.toString())).contains(expected);
    assertThat(refused("timing", pipe + ".csv")).contains("no such file");
    assertThat(refused("trace", pipe.toString())).contains(expected);
    assertThat(refused("replay", pipe.toString(), "--on", SCENARIO.toString())).contains(expected);
  }

  @Test
  void anOutputThatIsAMapIsNotScored() throws IOException {
    OnnxGraph graph = new OnnxGraph(13);
    String weights = graph.floats(new float[3], 3, 1, 1, 1);
    String map = graph.node("Conv", List.of(graph.input(1, 28, 28), weights));
    Path file = Files.write(folder.resolve("map.onnx"), graph.toBytes(map));
    assertThat(refusedRun("network=" + file))
        .contains("map.onnx: its output is a map of 3x28x28 values")
        .contains("one value per class");
  }

  @Test
  void labelsCannotNameFilesElsewhere() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    Files.writeString(folder.resolve("secret.png"), "");
    for (String name : List.of("../secret.png", "a/../../secret.png", folder + "/secret.png")) {
      Files.writeString(images.resolve("labels.csv"), "file,label\n" + name + ",0\n");
      assertThat(refusedRun("dataset={format: images, path: " + images + "}"))
          .contains("labels.csv: line 2: ", "lies outside the table's folder");
    }
  }
}
