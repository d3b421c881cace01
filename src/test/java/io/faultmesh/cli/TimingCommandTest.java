package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cycles out of message times equal SCALE-Sim's, and bad topologies are refused. */
class TimingCommandTest {
  /** AlexNet as SCALE-Sim writes it: padded sides, kernel, channels, filters, stride. */
  private static final String ALEXNET =
      """
      Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,
      Conv1, 224, 224, 11, 11, 3, 96, 4,
      Conv2, 27, 27, 5, 5, 96, 256, 1,
      Conv3, 13, 13, 3, 3, 256, 384, 1,
      Conv4, 13, 13, 3, 3, 384, 384, 1,
      Conv5, 13, 13, 3, 3, 384, 256, 1,
      """;

  @TempDir Path folder;

  private int timing(Path topology, String... options) {
    List<String> arguments = new java.util.ArrayList<>(List.of("timing", topology.toString()));
    arguments.addAll(Arrays.asList(options));
    return Faultmesh.execute(false, arguments.toArray(String[]::new));
  }

  /** Totals of SCALE-Sim v2 for this topology on 32x32 elements. */
  @ParameterizedTest
  @CsvSource({"os, 850960", "ws, 1136239", "is, 1158205"})
  void alexNetTakesAsManyCyclesAsScaleSimSays(String dataflow, long cycles) throws IOException {
    Path topology = Files.writeString(folder.resolve("alexnet.csv"), ALEXNET);
    Path out = folder.resolve("out");
    int code =
        timing(
            topology,
            "--ideal-memory",
            "--array",
            "32x32",
            "--dataflow",
            dataflow,
            "--out",
            out.toString());
    assertThat(code).isZero();
    List<String> lines = Files.readAllLines(out.resolve("layers.csv"));
    int column = Arrays.asList(lines.get(0).split(",")).indexOf("cycles");
    long total =
        lines.stream().skip(1).mapToLong(line -> Long.parseLong(line.split(",")[column])).sum();
    assertThat(total).isEqualTo(cycles);
  }

  /** Other arrays by SCALE-Sim's formula, folds times (K + R + C - 2) minus one per layer. */
  @ParameterizedTest
  @CsvSource({"8, 8", "16, 64", "128, 128"})
  void otherArraysAgreeWithTheClosedForm(int rows, int columns) throws IOException {
    String layer = "Conv, 20, 18, 3, 3, 17, 70, 1,\n";
    Path topology =
        Files.writeString(
            folder.resolve("one.csv"), ALEXNET.lines().findFirst().get() + "\n" + layer);
    Path out = folder.resolve("out");
    timing(topology, "--ideal-memory", "--array", rows + "x" + columns, "--out", out.toString());
    List<String> lines = Files.readAllLines(out.resolve("layers.csv"));
    int column = Arrays.asList(lines.get(0).split(",")).indexOf("cycles");
    long folds = (long) ((18 * 16 + rows - 1) / rows) * ((70 + columns - 1) / columns);
    assertThat(Long.parseLong(lines.get(1).split(",")[column]))
        .isEqualTo(folds * (9 * 17 + rows + columns - 2) - 1);
  }

  @Test
  void aMalformedTopologyIsBadInput() throws IOException {
    Path topology = folder.resolve("bad.csv");
    Files.writeString(topology, ALEXNET.lines().findFirst().get() + "\nConv1, 224, many,\n");
    assertThat(timing(topology)).isEqualTo(2);
    assertThat(timing(folder.resolve("nowhere.csv"))).isEqualTo(2);
  }
}
