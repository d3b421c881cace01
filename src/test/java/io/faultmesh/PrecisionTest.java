package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.campaign.Stopped;
import io.faultmesh.campaign.shard.ShardRun;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.experiment.Shard;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of LeNet that make as many trials as their precision asks for. */
class PrecisionTest {
  @TempDir private Path folder;

  private LenetRun run(String out, int threads, String... faults) {
    String[] settings = {
      "designs=[base, crt2]",
      "dataset.images=100",
      "measure={images: true}",
      "faults={" + String.join(", ", faults) + "}"
    };
    return LenetRun.of(folder.resolve(out), threads, 1, settings);
  }

  private static final String BER = "ber: [1.0e-3], seed: 3";

  @Test
  void aRunEndsWhenEveryIntervalIsNarrowWithTheSameBytesForAnyThreads() {
    String precision = "precision: {margin: 0.02, maxTrials: 100}";
    LenetRun one = run("one", 1, BER, precision);
    assertThat(run("three", 3, BER, precision).files()).isEqualTo(one.files());
    List<String> lines = one.text("precision.csv").lines().toList();
    int width = List.of(lines.get(0).split(",")).indexOf("halfWidth");
    List<String> last = lines.subList(lines.size() - 2, lines.size());
    assertThat(last).allMatch(line -> Double.parseDouble(line.split(",")[width]) <= 0.02);
    assertThat(lines.get(1)).contains("base,0.001,5,accuracy,");
    int trials = Integer.parseInt(last.get(0).split(",")[2]);
    assertThat(trials).isBetween(10, 99);
    // The trials are those of a run that is told how many to make.
    LenetRun told = run("told", 2, BER, "trials: " + trials);
    for (String file : List.of("trials.csv", "images.csv", "designs.csv", "flips.csv")) {
      assertThat(one.text(file)).as(file).isEqualTo(told.text(file));
    }
  }

  private Path shard(Scenario scenario, int number, int round) {
    Path place = folder.resolve("shards/" + round + "-" + number);
    RunOptions options = new RunOptions(place, List.of(), 2, 0, 1, false);
    return ShardRun.run(
        scenario, LenetRun.BESIDES, options, new Shard(number, number, 3), round, List.of());
  }

  @Test
  void shardsMakeRoundsUntilMergeHasEnough() {
    String[] settings = {
      "designs=[base, crt2]",
      "dataset.images=100",
      "measure={images: true}",
      "faults={" + BER + ", precision: {margin: 0.02, maxTrials: 100}}"
    };
    LenetRun whole = LenetRun.of(folder.resolve("whole"), 2, 1, settings);
    Scenario scenario = LenetRun.scenario(settings);
    RunOptions options = new RunOptions(folder.resolve("merged"), List.of(), 2, 0, 1, false);
    List<Path> shards = new ArrayList<>();
    int rounds = 0;
    boolean complete = false;
    while (!complete) {
      rounds++;
      for (int number = 1; number <= 3; number++) {
        shards.add(0, shard(scenario, number, rounds));
      }
      try {
        Simulation.merge(shards, options);
        complete = true;
      } catch (Stopped e) {
        assertThat(e).hasMessageContaining("round " + (rounds + 1) + " of at most 6 is needed");
        assertThat(folder.resolve("merged")).doesNotExist();
      }
    }
    assertThat(rounds).isBetween(2, 5);
    assertThat(new LenetRun(null, folder.resolve("merged")).files()).isEqualTo(whole.files());
    List<Path> lost = new ArrayList<>(shards);
    lost.remove(folder.resolve("shards/2-2"));
    assertThatThrownBy(() -> Simulation.merge(lost, options))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("shard 2/3 of round 2 is missing");
    List<Path> first = shards.stream().filter(one -> !one.toString().contains("/1-")).toList();
    assertThatThrownBy(() -> Simulation.merge(first, options))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("shards of round 1 are missing");
    assertThatThrownBy(() -> shard(scenario, 1, 7))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--round 7: the run has no more than 6");
  }

  @Test
  void theLastLookEndsARunThatCannotBecomePreciseEnough() {
    LenetRun run = run("wide", 2, BER, "precision: {margin: 0.0001, maxTrials: 6}");
    assertThat(run.text("trials.csv").lines().count()).isEqualTo(1 + 2 * 6);
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    String precision = "faults.precision={margin: 0.02}";
    assertThatThrownBy(() -> LenetRun.scenario("faults.trials=3", precision))
        .hasMessageContaining("trials");
    assertThatThrownBy(
            () ->
                LenetRun.of(
                    folder.resolve("no"),
                    1,
                    1,
                    "faults={ber: [0.001]}",
                    precision,
                    "measure={accuracy: none}"))
        .hasMessageContaining("faults.precision");
  }
}
