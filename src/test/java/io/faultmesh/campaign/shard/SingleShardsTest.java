package io.faultmesh.campaign.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.LenetRun;
import io.faultmesh.Simulation;
import io.faultmesh.campaign.Stopped;
import io.faultmesh.experiment.Deadline;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.experiment.Shard;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single faults that several processes compute are those of one run. */
class SingleShardsTest {
  private static final String DESIGNS = "designs=[base, {name: two, protect: [{secded: {}}, tmr]}]";

  private static final String SAFETY = "safety={fitPerMbit: 100, source: a test}";

  private static final String ONE_STEP =
      "faults={ber: [1.0e-4], single: {sites: [activation, weight], count: 500, images: 70}}";

  private static final String TWO_STEPS =
      "faults={ber: [1.0e-4], single: {strata: [bit], count: 60, secondStep: 500, images: 70}}";

  @TempDir private Path folder;

  private RunOptions options(String out) {
    return new RunOptions(folder.resolve(out), List.of(), 2, 0, 100, false);
  }

  private Path shard(Shard shard, int round, List<Path> earlier, String... settings) {
    String out = "shards/" + round + "/" + shard.text().replace('/', '-');
    Scenario scenario = LenetRun.scenario(settings);
    return ShardRun.run(scenario, LenetRun.BESIDES, options(out), shard, round, earlier);
  }

  private List<Path> shards(int of, int round, List<Path> earlier, String... settings) {
    List<Path> shards = new ArrayList<>();
    for (int number = 1; number <= of; number++) {
      shards.add(shard(new Shard(number, number, of), round, earlier, settings));
    }
    Collections.shuffle(shards, new Random(of));
    return shards;
  }

  @Test
  void shardsShareSingleFaultsAndASafetyCaseOfThem() {
    String[] settings = {DESIGNS, SAFETY, ONE_STEP, "dataset.images=80"};
    LenetRun whole = LenetRun.of(folder.resolve("whole"), 2, 100, settings);
    assertThat(whole.files()).containsKeys("vulnerability.csv", "safety.csv", "coverage.csv");
    for (int of : new int[] {1, 7}) {
      List<Path> shards = shards(of, 1, List.of(), settings);
      Simulation.merge(shards, options("merged" + of));
      assertThat(new LenetRun(null, folder.resolve("merged" + of)).files())
          .isEqualTo(whole.files());
    }
  }

  @Test
  void aSecondStepIsAnotherRoundThatFollowsFromTheFirst() {
    String[] settings = {DESIGNS, TWO_STEPS, "measure={accuracy: none}"};
    String[] images = {settings[0], settings[1], settings[2], "dataset.images=80"};
    LenetRun whole = LenetRun.of(folder.resolve("whole"), 1, 100, images);
    List<Path> all = new ArrayList<>(shards(3, 1, List.of(), images));
    assertThatThrownBy(() -> Simulation.merge(all, options("merged")))
        .isInstanceOf(Stopped.class)
        .hasMessageContaining("round 2 of at most 2 is needed");
    assertThatThrownBy(() -> shard(new Shard(5, 5, 5), 2, List.of(), images))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("name all shards of round 1");
    assertThatThrownBy(() -> shard(new Shard(5, 5, 5), 2, all.subList(0, 2), images))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is missing");
    List<Path> first = List.copyOf(all);
    all.addAll(shards(5, 2, first, images));
    Simulation.merge(all, options("merged"));
    assertThat(new LenetRun(null, folder.resolve("merged")).files()).isEqualTo(whole.files());
  }

  @Test
  void aSecondStepRefusesAFirstOfAnotherScenario() {
    String[] settings = {DESIGNS, TWO_STEPS, "measure={accuracy: none}"};
    List<Path> first = shards(1, 1, List.of(), settings);
    String[] other = {DESIGNS, TWO_STEPS, "measure={accuracy: none}", "faults.seed=5"};
    assertThatThrownBy(() -> shard(new Shard(1, 1, 1), 2, first, other))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(first.get(0) + ": was computed for another scenario");
  }

  @Test
  void singleFaultsWhoseTimeIsUpGoOnAndEndWithTheSameBytes() {
    String[] settings = {DESIGNS, TWO_STEPS, "measure={accuracy: none}", "dataset.images=80"};
    Scenario scenario = LenetRun.scenario(settings);
    RunOptions late = options("run").with(Deadline.in(Duration.ZERO), Optional.empty());
    assertThatThrownBy(() -> Simulation.run(scenario, LenetRun.BESIDES, late))
        .isInstanceOf(Stopped.class)
        .hasMessageContaining("the same command goes on");
    LenetRun resumed = LenetRun.of(folder.resolve("run"), 2, 100, settings);
    LenetRun whole = LenetRun.of(folder.resolve("whole"), 1, 100, settings);
    assertThat(resumed.files()).isEqualTo(whole.files());
  }
}
