package io.faultmesh.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.Simulation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a search minimises, within which limits, and what it varies. */
class GoalsAndAxesTest {
  private static final int BUDGET = 18;

  @TempDir Path folder;

  @Test
  void anAxisVariesAnyKeyOfTheDesign() throws IOException {
    Tuning.run(
        folder.resolve("axes"),
        8,
        line -> {},
        "optimise.design.protect=[{secded: {on: [weight], word: 64}}]",
        "optimise.axes={protect.0.secded.word: [8, 16, 32, 64]}");
    String points = Files.readString(folder.resolve("axes/points.csv"));
    assertThat(points).contains("\"\"word\"\":8").contains("\"\"word\"\":32");
  }

  @Test
  void axesChooseMechanismsAndTheKeysOfThoseThatAreChosen() throws IOException {
    Tuning.run(
        folder.resolve("mechanisms"),
        12,
        line -> {},
        "optimise.ordinaryBits=[1]",
        "optimise.multipliers=[32]",
        "optimise.truncations=[[]]",
        "optimise.important={low: 0, high: 0, step: 1}",
        "optimise.search=random",
        "optimise.axes={protect.0: [none, parity, {secded: {on: [weight]}}],"
            + " protect.0.secded.word: [8, 64], protect.1: [none, range]}");
    List<String> designs =
        Files.readAllLines(folder.resolve("mechanisms/points.csv")).stream()
            .skip(1)
            .map(line -> line.replaceFirst(".*\"\"protect\"\":", ""))
            .distinct()
            .toList();
    // Nothing, parity, two words of the code; each with and without range; no word without a code.
    assertThat(designs).hasSize(8).noneMatch(text -> text.contains("none"));
    assertThat(designs.stream().filter(text -> text.contains("secded"))).hasSize(4);
    assertThat(designs.stream().filter(text -> text.contains("range"))).hasSize(4);
  }

  @Test
  void anAxisBelowAMechanismThatNoOtherAxisNamesIsRefused() {
    assertThatThrownBy(
            () ->
                Tuning.run(
                    folder.resolve("idle"),
                    2,
                    line -> {},
                    "optimise.axes={protect.0: [none, parity], protect.0.secded.word: [8]}"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("optimise.axes.protect.0.secded.word: no value of protect.0 names it");
  }

  @Test
  void theLeastLossIsSoughtWithinAnAreaAndAnEnergy() throws IOException {
    Optimum optimum =
        Tuning.run(
            folder.resolve("loss"),
            BUDGET,
            line -> {},
            "optimise.minimise=accuracyLoss",
            "optimise.limits={area: 0.25, energy: 0.3}",
            "optimise.front=[energy, accuracyLoss]");
    List<Map<String, String>> feasible =
        Tuning.rows(folder.resolve("loss/points.csv")).stream()
            .filter(row -> row.get("feasible").equals("true"))
            .toList();
    assertThat(feasible)
        .isNotEmpty()
        .allMatch(row -> Double.parseDouble(row.get("areaOverhead")) < 0.25)
        .allMatch(row -> Double.parseDouble(row.get("energyOverhead")) < 0.3);
    double least =
        feasible.stream()
            .mapToDouble(row -> Double.parseDouble(row.get("dropPopulationBound")))
            .min()
            .orElseThrow();
    int first = optimum.validated().get(0).point();
    assertThat(Tuning.rows(folder.resolve("loss/points.csv")).get(first).get("dropPopulationBound"))
        .isEqualTo(String.valueOf(least));
    List<Optimum.Row> front = optimum.front();
    for (int i = 1; i < front.size(); i++) {
      assertThat(front.get(i).energyOverhead()).isGreaterThan(front.get(i - 1).energyOverhead());
      assertThat(front.get(i).dropBound()).isLessThan(front.get(i - 1).dropBound());
    }
  }

  @Test
  void aTightAreaKeepsDesignsFromImages() {
    Optimum none =
        Tuning.run(folder.resolve("small"), 8, line -> {}, "optimise.limits={area: -0.9}");
    assertThat(none.best()).isNull();
    assertThat(none.front()).isEmpty();
  }

  @Test
  void anEnergyOfARunIsThatOfItsPoint() throws IOException {
    Optimum optimum =
        Tuning.run(
            folder.resolve("energy"),
            6,
            line -> {},
            "optimise.minimise=energy",
            "optimise.limits.accuracyLoss=1");
    Optimum.Row proof = optimum.validated().get(0);
    Scenario best = ScenarioLoader.load(folder.resolve("energy/best.yaml"), List.of());
    RunOptions options = new RunOptions(folder.resolve("proof"), List.of(), 1, 7, 1, false);
    Simulation.run(best, Tuning.SCENARIOS, options);
    List<Map<String, String>> rows = Tuning.rows(folder.resolve("proof/designs.csv"));
    double base = Double.parseDouble(rows.get(0).get("energyPjPerImage"));
    double tuned = Double.parseDouble(rows.get(1).get("energyPjPerImage"));
    assertThat(proof.energyOverhead()).isCloseTo(tuned / base - 1, within(1e-3));
  }

  @Test
  void cyclesAndBytesOfADesignThatReactsAreThoseUnderFaults() throws IOException {
    String[] settings = {
      "faults={ber: [1.0e-2], trials: 2, sites: [weight]}",
      "optimise.limits={accuracyLoss: 1, cycleLoss: 1, bandwidthLoss: 1}",
      "optimise.design={preset: base, name: tuned}",
      "optimise.important={low: 0, high: 0, step: 1}",
      "optimise.ordinaryBits=[0]",
      "optimise.importantBits=[0]",
      "optimise.truncations=[[]]",
      "optimise.multipliers=[32]",
      "optimise.axes={protect.0: [{parity: {on: [weight], word: 64, detected: refetch}}]}"
    };
    Tuning.run(folder.resolve("reacts"), 1, line -> {}, settings);
    Map<String, String> point = Tuning.rows(folder.resolve("reacts/points.csv")).get(0);
    Scenario best = ScenarioLoader.load(folder.resolve("reacts/best.yaml"), List.of());
    Simulation.run(
        best, Tuning.SCENARIOS, new RunOptions(folder.resolve("proof"), List.of(), 1, 7, 1, false));
    Map<String, String> proof = Tuning.rows(folder.resolve("reacts/validation.csv")).get(0);
    Map<String, String> run = Tuning.rows(folder.resolve("proof/designs.csv")).get(1);
    assertThat(Double.parseDouble(point.get("cycleLoss"))).isGreaterThan(0.02);
    assertThat(Double.parseDouble(proof.get("cycleLoss")))
        .isCloseTo(Double.parseDouble(run.get("cycleOverhead")), within(1e-9));
    assertThat(Double.parseDouble(proof.get("bandwidthLoss")))
        .isCloseTo(Double.parseDouble(run.get("bandwidthOverhead")), within(1e-9));
    Tuning.run(
        folder.resolve("none"), 1, line -> {}, with(settings, "optimise.limits.cycleLoss=0.01"));
    assertThat(Tuning.rows(folder.resolve("none/points.csv")).get(0).get("feasible"))
        .isEqualTo("false");
  }

  private static String[] with(String[] settings, String more) {
    return Stream.concat(Stream.of(settings), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void theFrontTradesAreaForAccuracy() {
    List<Optimum.Row> front = Tuning.run(folder.resolve("front"), BUDGET, line -> {}).front();
    assertThat(front).hasSizeGreaterThan(1);
    for (int i = 1; i < front.size(); i++) {
      assertThat(front.get(i).areaOverhead()).isGreaterThan(front.get(i - 1).areaOverhead());
      assertThat(front.get(i).dropBound()).isLessThan(front.get(i - 1).dropBound());
    }
  }
}
