package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.network.topology.TopologyFile;
import io.faultmesh.scenario.BadInputException;
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

  private static final String CONVOLUTIONS =
      "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,";

  /** Cycles of each layer of a topology with ideal memory, output-stationary on 32x32. */
  private List<Long> cycles(String... lines) throws IOException {
    Path topology = Files.writeString(folder.resolve("net.csv"), String.join("\r\n", lines));
    Path out = folder.resolve("layers" + System.nanoTime());
    assertThat(timing(topology, "--ideal-memory", "--out", out.toString())).isZero();
    List<String> rows = Files.readAllLines(out.resolve("layers.csv"));
    int column = Arrays.asList(rows.get(0).split(",")).indexOf("cycles");
    return rows.stream().skip(1).map(row -> Long.valueOf(row.split(",")[column])).toList();
  }

  @Test
  void aDepthwiseLayerIsALayerPerChannel() throws IOException {
    List<Long> cycles = cycles(CONVOLUTIONS, "Conv2 DP, 16, 16, 3, 3, 8, 1, 1,");
    assertThat(cycles).hasSize(8).containsOnly(496L);
    assertThat(cycles.stream().mapToLong(Long::longValue).sum()).isEqualTo(3_968);
  }

  @Test
  void matrixProductsAreRead() throws IOException {
    assertThat(cycles("Layer, M, N, K,", "scores,100,64,124,", "vector,1,40,60,"))
        .containsExactly(1_487L, 243L);
    assertThat(cycles("Layer,M,N,K", "vector,1,40,60")).containsExactly(243L);
    assertThat(cycles("Layer Name, M, N, K, Sparsity,", "vector, 1, 40, 60, 1:1,"))
        .containsExactly(243L);
  }

  @Test
  void denseColumnsAndRemarksChangeNothing() throws IOException {
    // Rows of outputs 16 * 16 / 32, columns 16 / 32, 72 products: 8 * (72 + 62) - 1.
    long cycles = 1_071;
    assertThat(cycles(CONVOLUTIONS + " Sparsity,", "C1,18,18,3,3,8,16,1,1:1,"))
        .containsExactly(cycles);
    assertThat(cycles(CONVOLUTIONS + " Batch Size,", "C1,18,18,3,3,8,16,1,1,"))
        .containsExactly(cycles);
    assertThat(cycles(CONVOLUTIONS, "", "\tC1,18,18,3,3,8,16,1,#remark", "C2,18,18,3,3,8,16,1"))
        .containsExactly(cycles, cycles);
  }

  @Test
  void aNinthNumberIsTheStrideAlongTheWidth() throws IOException {
    // 16 * 9 outputs.
    assertThat(cycles(CONVOLUTIONS, "C1,18,18,3,3,8,16,1,2,")).containsExactly(5 * 134L - 1);
    assertThat(cycles(CONVOLUTIONS, "C1,18,18,3,3,8,16,2,1,")).containsExactly(5 * 134L - 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "C1,18,18,3,3,8,16,1,2:4, | net.csv:2: column 9 (spars.) is '2:4'",
        "C1,18,18,3,3,8,16,1,50, | net.csv:2: column 9 (spars.) is '50'",
        "C1,18,18,3,3,8,16,1,half | net.csv:2: column 9 (spars.) is 'half'",
        "C1,18,18,3,3,8,16,1,1:1,3, | net.csv:2: column 10 is '3'",
        "C1,18,18,3,3,8,16,1,1:1,odd, | net.csv:2: column 10 is 'odd'",
        "C1,18,18,3,3,8,16, | net.csv:2: '' is not a whole number",
        "C1,18,18,3,3,8,16,0, | net.csv:2: '0' is not a whole number",
        "C1,2,2,3,3,8,16,1, | net.csv:2: the filter is larger",
        "C1,999999999,999999999,9,9,999,16,1, | net.csv:2: the layer has more than 2^63",
        "C1,18,18 | net.csv:2: a layer needs a name and 7 numbers, not 3 fields",
        "',18,18,3,3,8,16,1,' | net.csv:2: the layer has no name",
      })
  void whatWouldChangeALayerIsRefused(String line, String message) throws IOException {
    Path topology = folder.resolve("net.csv");
    Files.writeString(topology, CONVOLUTIONS + " Spars.,\n" + line + "\n");
    assertThatThrownBy(() -> TopologyFile.read(topology))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  /** Layers that no memory holds: 3 x 3 x 8 products, and the K = 28,672 of a language model. */
  @Test
  void largeLayersAreTimedByTheClosedForm() throws IOException {
    String large = "C1,99999,99999,3,3,8,16,1,";
    long rows = (99_997L * 99_997 + 31) / 32;
    assertThat(cycles(CONVOLUTIONS, large, "C2,18,18,3,3,8,16,1,"))
        .containsExactly(rows * (72 + 62) - 1, 1_071L);
    // One output, however far the next window would lie.
    assertThat(cycles(CONVOLUTIONS, "C1,20000,3,3,3,1,1,99999,")).containsExactly(9 + 62 - 1L);
    assertThat(cycles("Layer,M,N,K", "ffn,32,64,28672", "attention,131072,131072,128"))
        .containsExactly(2 * (28_672L + 62) - 1, 4_096L * 4_096 * (128 + 62) - 1);
    Path topology = Files.writeString(folder.resolve("large.csv"), CONVOLUTIONS + "\n" + large);
    assertThat(Faultmesh.execute(false, "network", topology.toString())).isZero();
    assertThat(timing(topology)).isEqualTo(2);
  }

  @Test
  void aTopologyWhoseSumsOverflowIsRefused() throws IOException {
    Path topology = folder.resolve("net.csv");
    String line = "C1,999999999,999999999,1,1,1,4,1,\n";
    Files.writeString(topology, CONVOLUTIONS + "\n" + line.repeat(3));
    assertThatThrownBy(() -> TopologyFile.read(topology)).hasMessageContaining("more than 2^63");
    Files.writeString(topology, CONVOLUTIONS + "\n" + line);
    assertThat(timing(topology, "--ideal-memory", "--array=1024x1", "--dataflow=is")).isEqualTo(2);
    assertThat(timing(topology, "--ideal-memory", "--array", "1024x1024")).isZero();
  }

  @Test
  void aNumberThatScaleSimWouldDropIsNotGuessed() throws IOException {
    Path topology = folder.resolve("net.csv");
    Files.writeString(topology, CONVOLUTIONS + "\nC1,18,18,3,3,8,16,2,1\n");
    assertThatThrownBy(() -> TopologyFile.read(topology)).hasMessageContaining("drops '1'");
    Files.writeString(topology, "C1,18,18,3,3,8,16,2,\nC2,18,18,3,3,8,16,2,\n");
    assertThatThrownBy(() -> TopologyFile.read(topology))
        .hasMessageContaining("net.csv:1: is a layer; the first line must be a heading");
  }

  @Test
  void aMalformedTopologyIsBadInput() throws IOException {
    Path topology = folder.resolve("bad.csv");
    Files.writeString(topology, ALEXNET.lines().findFirst().get() + "\nConv1, 224, many,\n");
    assertThat(timing(topology)).isEqualTo(2);
    assertThat(timing(folder.resolve("nowhere.csv"))).isEqualTo(2);
  }
}
