package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Designs on a network of which only the layers' shapes are known. */
class TopologyCostTest {
  private static final String SCENARIO = "scenarios/lenet-fashion.yaml";
  private static final String HEADING =
      "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter,"
          + " Strides,\n";

  /** The drain of 32 rows hides behind the products of the next fold. */
  private static final int ROWS = 32;

  private static final int COLUMNS = 32;

  @TempDir Path folder;

  private JsonNode costs(String layers, String... sets) throws IOException {
    Path topology = Files.writeString(folder.resolve("net.csv"), HEADING + layers);
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("cost", SCENARIO, "--json", "--topology", topology.toString()));
    for (String set : sets) {
      arguments.addAll(List.of("--set", set));
    }
    Cli.Outcome outcome = Cli.run(arguments.toArray(String[]::new));
    assertThat(outcome.err()).isEmpty();
    return new ObjectMapper().readTree(outcome.out());
  }

  private static long cycles(int folds, int products) {
    return (long) (folds - 1) * products + products + ROWS + COLUMNS - 2 + ROWS - 1;
  }

  @Test
  void votersTakeNoCyclesAndRepeatedChannelsTakeTheirFolds() throws IOException {
    // 256 pixels in 8 tiles, 90 products, 64 filters in 2 tiles.
    JsonNode rows =
        costs(
            "a,18,18,3,3,10,64,1,\nb,18,18,3,3,10,64,1,\n",
            "accelerator.memory=ideal",
            "designs=[base, crt2, {preset: alg, important: 0.3}, {preset: alg, name: wide,"
                + " important: 0.3, array: {columns: 64}}]");
    assertThat(rows.get(0).get("folds").asInt()).isEqualTo(2 * 16);
    assertThat(rows.get(0).get("cyclesPerImage").asLong()).isEqualTo(2 * cycles(16, 90));
    assertThat(rows.get(1).get("cyclesPerImage").asLong()).isEqualTo(2 * cycles(16, 90));
    // 20 channels twice more are 40 columns: 2 tiles of 32, or one of 64.
    assertThat(rows.get(2).get("folds").asInt()).isEqualTo(2 * 32);
    assertThat(rows.get(2).get("cyclesPerImage").asLong()).isEqualTo(2 * cycles(32, 90));
    assertThat(rows.get(3).get("folds").asInt()).isEqualTo(2 * 16);
    assertThat(rows.get(1).get("areaOverhead").asDouble()).isPositive();
    assertThat(rows.get(1).get("energyPjPerImage").asDouble())
        .isGreaterThan(rows.get(0).get("energyPjPerImage").asDouble());
  }

  /** Weights, inputs and results once each: more only where buffers are too small. */
  @Test
  void trafficIsAtLeastEveryByteOnce() throws IOException {
    JsonNode rows = costs("a,18,18,3,3,10,64,1,\n", "designs=[base, {preset: arch}]");
    long bytes = 10 * 18 * 18 + 64 * 90 + 64 * 16 * 16;
    assertThat(rows.get(0).get("dramBytesPerImage").asLong()).isEqualTo(bytes);
    assertThat(rows.get(0).get("stallCyclesPerImage").asLong()).isPositive();
    assertThat(rows.get(1).get("energy")).hasSizeGreaterThan(0);
  }

  @Test
  void theTableShowsTimeAndTraffic() throws IOException {
    Path topology = Files.writeString(folder.resolve("net.csv"), HEADING + "a,8,8,3,3,4,5,1,\n");
    Cli.Outcome outcome = Cli.run("cost", SCENARIO, "--topology", topology.toString());
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("area, mm2", "energy, uJ", "folds", "stalls", "DRAM bytes");
    assertThat(Cli.run("cost", SCENARIO, "--topology", "nowhere.csv").code()).isEqualTo(2);
  }

  /** VGG-16 as it was published: 13 convolutions and 3 fully connected layers at 224x224. */
  @Test
  void theFullSizeVggTakesTheCyclesOfTheClosedForm() throws IOException {
    Path topology = Path.of("scenarios/topologies/vgg16.csv");
    Path out = folder.resolve("out");
    Cli.Outcome outcome =
        Cli.run("timing", topology.toString(), "--ideal-memory", "--out", out.toString());
    assertThat(outcome.code()).isZero();
    List<String> layers = Files.readAllLines(topology);
    List<String> timed = Files.readAllLines(out.resolve("layers.csv"));
    assertThat(timed).hasSize(17).hasSameSizeAs(layers);
    List<String> columns = Arrays.asList(timed.get(0).split(","));
    long macs = 0;
    for (int i = 1; i < layers.size(); i++) {
      int[] n =
          Arrays.stream(layers.get(i).split(", *")).skip(1).mapToInt(Integer::parseInt).toArray();
      int side = n[0] - n[2] + 1;
      long products = (long) n[2] * n[3] * n[4];
      long folds = (long) tiles(side * side, ROWS) * tiles(n[5], COLUMNS);
      String[] figures = timed.get(i).split(",");
      assertThat(Long.parseLong(figures[columns.indexOf("folds")])).isEqualTo(folds);
      assertThat(Long.parseLong(figures[columns.indexOf("cycles")]))
          .isEqualTo(folds * (products + ROWS + COLUMNS - 2) - 1);
      macs += Long.parseLong(figures[columns.indexOf("macs")]);
    }
    assertThat(macs).isEqualTo(15_470_264_320L);
  }

  private static int tiles(int length, int tile) {
    return (length + tile - 1) / tile;
  }
}
