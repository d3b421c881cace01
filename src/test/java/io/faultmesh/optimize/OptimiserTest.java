package io.faultmesh.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.Simulation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.files.AlreadyComplete;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimiserTest {
  private static final int BUDGET = 18;
  @TempDir Path folder;

  private Optimum run(String out, int budget, Consumer<Optimum.Row> progress, String... settings) {
    return Tuning.run(folder.resolve(out), budget, progress, settings);
  }

  private Map<String, String> files(String out) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(out))) {
      for (Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return contents;
  }

  /** Ends a search as a kill does: somewhere between two points. */
  private static Consumer<Optimum.Row> killAfter(int points) {
    List<Optimum.Row> seen = new ArrayList<>();
    return line -> {
      seen.add(line);
      if (seen.size() == points) {
        throw new IllegalStateException("killed");
      }
    };
  }

  @Test
  void anInterruptedSearchGoesOnToTheSameBytes() throws IOException {
    run("whole", BUDGET, line -> {});
    for (int points : new int[] {3, BUDGET - 5}) {
      assertThatThrownBy(() -> run("parts", BUDGET, killAfter(points))).hasMessage("killed");
      assertThat(folder.resolve("parts")).doesNotExist();
    }
    List<Optimum.Row> rest = new ArrayList<>();
    run("parts", BUDGET, rest::add);
    assertThat(rest).hasSize(2);
    assertThat(files("parts")).isEqualTo(files("whole")).containsKey("points.csv");
    assertThat(folder.resolve("parts.unfinished")).doesNotExist();
  }

  @Test
  void aLargerBudgetGoesOnFromACompleteSearch() throws IOException {
    run("whole", BUDGET, line -> {});
    run("parts", BUDGET - 4, line -> {});
    List<Optimum.Row> rest = new ArrayList<>();
    run("parts", BUDGET, rest::add);
    assertThat(rest).hasSize(4);
    assertThat(files("parts")).isEqualTo(files("whole"));
  }

  @Test
  void aSmallerBudgetKeepsWhatWasEvaluated() throws IOException {
    run("kept", 6, line -> {});
    String six = Files.readString(folder.resolve("kept/points.csv"));
    assertThatThrownBy(() -> run("kept", 2, line -> {})).isInstanceOf(AlreadyComplete.class);
    assertThat(Files.readString(folder.resolve("kept/points.csv"))).isEqualTo(six);
  }

  @Test
  void aRangeLeftOutIsTheAcceleratorsOwnValue() {
    var settings =
        Tuning.scenario(
                "accelerator={dppu: {multipliers: 12, group: 4, reuse: false}}",
                "optimise.multipliers=[12, 20]")
            .optimise();
    assertThat(settings.multipliers()).containsExactly(12, 20);
    assertThat(settings.reuse()).containsExactly(false);
    assertThat(settings.design().dppu().group()).isEqualTo(4);
  }

  @Test
  void theBestHoldsInARunOnImagesThatTheSearchDidNotSee() throws IOException {
    Optimum optimum = run("search", BUDGET, line -> {});
    assertThat(optimum.best()).isNotNull();
    Optimum.Row proof = optimum.validated().get(optimum.validated().size() - 1);
    Scenario best = ScenarioLoader.load(folder.resolve("search/best.yaml"), List.of());
    RunOptions options = new RunOptions(folder.resolve("proof"), List.of(), 1, 7, 1, false);
    Simulation.run(best, Tuning.SCENARIOS, options);
    Map<String, String> row = Tuning.rows(folder.resolve("proof/designs.csv")).get(1);
    assertThat(row.get("design")).isEqualTo(optimum.best().name());
    assertThat(Double.parseDouble(row.get("dropMean"))).isEqualTo(proof.drop());
    assertThat(Double.parseDouble(row.get("dropPopulationHigh"))).isEqualTo(proof.dropHigh());
    assertThat(Double.parseDouble(row.get("dropPopulationBound")))
        .isEqualTo(proof.dropBound())
        .isLessThan(0.15);
    assertThat(best.dataset().first()).isEqualTo(80);
  }

  @Test
  void thePopulationsBoundDecidesInTheSearchAndOnTheValidationImages() throws IOException {
    run("search", BUDGET, line -> {});
    List<Map<String, String>> rows = Tuning.rows(folder.resolve("search/points.csv"));
    rows.addAll(Tuning.rows(folder.resolve("search/validation.csv")));
    List<Map<String, String>> measured =
        rows.stream().filter(row -> !row.get("dropMean").isEmpty()).toList();
    assertThat(measured)
        .allSatisfy(
            row ->
                assertThat(Double.parseDouble(row.get("dropPopulationBound")) < 0.15)
                    .isEqualTo(Boolean.parseBoolean(row.get("feasible"))))
        // Images are few, so their own mean would let more designs pass.
        .anySatisfy(
            row -> {
              assertThat(Double.parseDouble(row.get("dropMean"))).isLessThan(0.15);
              assertThat(row.get("feasible")).isEqualTo("false");
            });
  }

  @Test
  void whatBreaksALimitWithoutImagesIsNotRunOnThem() throws IOException {
    Optimum none =
        run("strict", 12, line -> {}, "optimise.limits.cycleLoss=0", "optimise.search=random");
    assertThat(none.best()).isNull();
    assertThat(files("strict")).doesNotContainKey("best.yaml");
    assertThat(files("strict").get("points.csv").lines().skip(1))
        .hasSize(12)
        .allMatch(line -> line.contains(",,,,false,"));
  }

  @Test
  void anUnfinishedSearchOfAnotherScenarioIsInTheWay() {
    assertThatThrownBy(() -> run("one", 5, killAfter(2))).hasMessage("killed");
    assertThatThrownBy(() -> run("one", 5, line -> {}, "faults.seed=2"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("one.unfinished");
  }

  @Test
  void aRefusedSearchWritesNothing() throws IOException {
    Path mine = Files.createDirectories(folder.resolve("mine"));
    Files.writeString(mine.resolve("scenario.yaml"), "mine");
    Path record = Files.createDirectories(folder.resolve("out.unfinished"));
    Files.writeString(record.resolve("points.csv"), "mine");
    for (String out : List.of("mine", "out")) {
      assertThatThrownBy(() -> run(out, 2, line -> {}))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining(out);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(mine, record);
    }
    assertThat(record.resolve("points.csv")).hasContent("mine");
  }

  @Test
  void ofTwoSearchesIntoOneFolderTheSecondIsRefused() {
    Consumer<Optimum.Row> second =
        line ->
            assertThatThrownBy(() -> run("one", 2, l -> {}))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("another faultmesh");
    assertThat(run("one", 1, second).points()).isEqualTo(1);
  }

  @Test
  void whatASearchLeftThatWasKilledAtItsVeryEndIsRemoved() throws IOException {
    assertThatThrownBy(() -> run("one", 4, killAfter(2))).hasMessage("killed");
    Path left = folder.resolve("one.unfinished");
    Path copy = folder.resolve("copy");
    Files.createDirectories(copy);
    for (String name : List.of(".faultmesh", "points.csv")) {
      Files.copy(left.resolve(name), copy.resolve(name));
    }
    run("one", 4, line -> {});
    Files.move(copy, left);
    assertThatThrownBy(() -> run("one", 4, line -> {})).isInstanceOf(AlreadyComplete.class);
    assertThat(left).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,", "point", "0,0.1,global,0,2,32,,true,1,1,1,1,1,1,1,true"})
  void aDamagedRecordIsRefused(String line) throws IOException {
    assertThatThrownBy(() -> run("one", 5, killAfter(2))).hasMessage("killed");
    Path points = folder.resolve("one.unfinished/points.csv");
    List<String> lines = Files.readAllLines(points);
    lines.set(1, line);
    Files.write(points, lines);
    assertThatThrownBy(() -> run("one", 5, l -> {}))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("line 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "optimise=null",
        "faults.ber=[]",
        "faults.ber=[1e-3, 2e-3]",
        "optimise.validation.first=79",
        "dataset.images=null",
        "optimise.validation.images=1000000",
        "accelerator.array.dataflow=weight-stationary",
        "optimise.axes={protect.0.secded.word: [8]}",
        "optimise.axes={important: [2.0]}",
        "optimise.axes={dppu.lanes: [2]}",
        "optimise.axes={protect.1: [none, range]}",
        "optimise.front=[area, area]",
        "optimise.front=[area]",
        "optimise.limits.area=-2"
      })
  void whatCannotBeSearchedIsRefused(String setting) {
    assertThatThrownBy(() -> run("bad", 5, line -> {}, setting))
        .isInstanceOf(BadInputException.class)
        .message()
        .isNotBlank()
        .doesNotContain("\n");
    assertThat(folder.resolve("bad")).doesNotExist();
  }
}
