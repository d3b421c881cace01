package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that weigh designs, from the outside. */
class CostCommandTest {
  private static final String SCENARIO = "scenarios/lenet-fashion.yaml";
  private static final String DESIGNS =
      "designs=[base, crt1, crt2, {preset: crt2, name: wide, array: {columns: 40}},"
          + " {preset: arch, score: weight-l1}]";

  @TempDir Path folder;

  private static String output(int exitCode, String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertThat(Faultmesh.execute(false, arguments)).isEqualTo(exitCode);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void partsAddUpAndStrongerDesignsTakeMore() throws IOException {
    String text = output(0, "cost", SCENARIO, "--set", DESIGNS, "--json");
    List<Double> overheads = new ArrayList<>();
    List<Double> energies = new ArrayList<>();
    for (JsonNode row : new ObjectMapper().readTree(text)) {
      double sum = 0;
      for (JsonNode part : row.get("area")) {
        sum += part.get("um2").asDouble();
      }
      assertThat(row.get("areaUm2").asDouble()).isCloseTo(sum, within(1e-6));
      overheads.add(row.get("areaOverhead").asDouble());
      if (row.get("energy").size() > 0) {
        energies.add(row.get("energyPjPerImage").asDouble());
      }
    }
    assertThat(energies).hasSize(5);
    assertThat(energies.subList(0, 3)).isSorted();
    assertThat(overheads).hasSize(6);
    assertThat(overheads.get(0)).isZero();
    assertThat(overheads.subList(0, 4)).isSorted();
    // The last row is the array with every column three times.
    assertThat(overheads.get(5)).isGreaterThan(overheads.get(3));
    assertThat(overheads.get(4)).isBetween(0.0, overheads.get(1));
  }

  @Test
  void theTableNamesDesignsAndParts() {
    assertThat(output(0, "cost", SCENARIO, "--set", DESIGNS))
        .contains(
            "crt2", "wide", "full TMR", "array voters", "DPPU register files", "overhead", "DRAM");
  }

  @Test
  void aTechnologyOfOnesOwnCounts() throws IOException {
    String standard = Files.readString(Path.of("src/main/resources/technology/hyca-40nm.yaml"));
    Path own = folder.resolve("own.yaml");
    Files.writeString(own, standard.replace("value: 2650", "value: 5300"));
    String[] arguments = {
      "cost",
      SCENARIO,
      "--json",
      "--set",
      "designs=[base]",
      "--set",
      "measure.cycles=none",
      "--set",
      "technology=" + own
    };
    double um2 = new ObjectMapper().readTree(output(0, arguments)).get(0).get("areaUm2").asDouble();
    assertThat(um2).isCloseTo(7.416e6 + 1024 * 2650, within(1e3));
    output(2, "cost", SCENARIO, "--set", "technology=none.yaml");
    output(2, "cost", "none.yaml");
  }

  @Test
  void aSearchWithoutAResultIsAFailedCheck() {
    String[] search = {
      "optimize",
      SCENARIO,
      "--quiet",
      "--budget",
      "2",
      "--out",
      folder.resolve("search").toString(),
      "--set",
      "faults={ber: [1e-2], trials: 2}",
      "--set",
      "dataset.images=20",
      "--set",
      "optimise={design: base, limits: {accuracyLoss: 0}, validation: {first: 20, images: 20}}"
    };
    assertThat(output(1, search)).isEmpty();
    assertThat(folder.resolve("search/points.csv")).exists();
    output(2, "optimize", SCENARIO, "--budget", "0");
    output(2, "optimize", SCENARIO);
  }
}
