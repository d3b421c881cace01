package io.faultmesh.campaign.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.LenetRun;
import io.faultmesh.Simulation;
import io.faultmesh.campaign.PreparedFolder;
import io.faultmesh.campaign.Stopped;
import io.faultmesh.experiment.Deadline;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.experiment.Shard;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in parts are the runs in one, on LeNet. */
class ShardsTest {
  private static final String[] SETTINGS = {
    "dataset.images=200", "faults.trials=2", "measure={images: true, cycles: machine}"
  };

  /** Nothing but runs on the machine, some of a design that reacts. */
  private static final String[] ON_THE_MACHINE = {
    "dataset.images=40",
    "faults={ber: [1.0e-3], sites: [weight], trials: 3}",
    "designs=[crt2, {name: bytes, protect: [{parity: {detected: refetch}}]}]",
    "measure={accuracy: none, cycles: machine, cycleImages: 2}"
  };

  @TempDir private Path folder;

  private RunOptions options(String out) {
    return new RunOptions(folder.resolve(out), List.of(), 2, 0, 100, false);
  }

  private Path shard(String out, String shard, String... settings) {
    Scenario scenario = LenetRun.scenario(settings);
    return ShardRun.run(scenario, LenetRun.BESIDES, options(out), Shard.parse(shard), 1, List.of());
  }

  private Map<String, String> merged(String out, List<Path> shards) {
    Simulation.merge(shards, options(out));
    return new LenetRun(null, folder.resolve(out)).files();
  }

  @Test
  void anyNumberOfShardsInAnyOrderMergesToTheBytesOfOneRun() throws IOException {
    LenetRun whole = LenetRun.of(folder.resolve("whole"), 2, 100, SETTINGS);
    String marker = Files.readString(folder.resolve("whole/.faultmesh"));
    for (int of : new int[] {1, 2, 7, 64}) {
      List<Path> shards = new ArrayList<>();
      for (int number = 1; number <= of; number++) {
        shards.add(shard(of + "/" + number, number + "/" + of, SETTINGS));
      }
      Collections.shuffle(shards, new Random(of));
      assertThat(merged("merged" + of, shards)).isEqualTo(whole.files());
      assertThat(folder.resolve("merged" + of + "/.faultmesh")).hasContent(marker);
    }
  }

  @Test
  void runsOnTheMachineAreSharedAndMergedToTheBytesOfOneRun() {
    LenetRun whole = LenetRun.of(folder.resolve("whole"), 2, 100, ON_THE_MACHINE);
    for (int of : new int[] {1, 2, 7, 64}) {
      List<Path> shards = new ArrayList<>();
      for (int number = 1; number <= of; number++) {
        shards.add(shard(of + "/" + number, number + "/" + of, ON_THE_MACHINE));
      }
      Collections.shuffle(shards, new Random(of));
      assertThat(merged("merged" + of, shards)).isEqualTo(whole.files());
    }
  }

  @Test
  void shardsWithRunsOnTheMachineThatAreLostDoubledForeignOrDamagedAreNamed() throws IOException {
    Path first = shard("a", "1/3", ON_THE_MACHINE);
    Path second = shard("b", "2/3", ON_THE_MACHINE);
    Path third = shard("c", "3/3", ON_THE_MACHINE);
    for (Path shard : List.of(first, second, third)) {
      assertThat(ShardFile.read(shard.resolve(ShardFile.NAME)).machine().isEmpty()).isFalse();
    }
    refuses(List.of(second, third), "shard 1/3 is missing");
    Path again = shard("again", "2/3", ON_THE_MACHINE);
    refuses(List.of(first, again, second, third), second + ": has units that " + again + " has");
    String[] others = ON_THE_MACHINE.clone();
    others[others.length - 1] = others[others.length - 1].replace("Images: 2", "Images: 3");
    Path other = shard("other", "3/3", others);
    refuses(List.of(first, second, other), other + ": does not go with", "another scenario");
    byte[] units = Files.readAllBytes(second.resolve("units"));
    for (int damaged = 0; damaged < units.length; damaged += units.length / 20) {
      byte[] bytes = units.clone();
      bytes[damaged] ^= 1;
      Files.write(second.resolve("units"), bytes);
      refuses(List.of(first, second, third), second.resolve("units") + ": is missing or damaged");
    }
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void lostDoubledForeignAndDamagedShardsAreNamed() throws IOException {
    String[] few = {"dataset.images=100", "faults.trials=1"};
    Path first = shard("a", "1-2/4", few);
    Path third = shard("c", "3/4", few);
    Path last = shard("d", "4/4", few);
    refuses(
        List.of(first, last),
        "shard 3/4 is missing: unit 3 is in none of the folders, of 4 in all");
    refuses(List.of(last), "shard 1-3/4 is missing: units 1 to 3 are in none of the folders");
    refuses(List.of(first, first, third, last), first + ": is named twice");
    Path again = shard("again", "2/4", few);
    refuses(List.of(first, again, third, last), again + ": has units that " + first + " has, too");
    Path other = shard("other", "3/4", "dataset.images=100", "faults.trials=1", "faults.seed=9");
    refuses(List.of(first, other, last), other + ": does not go with", "another scenario");
    Path run = LenetRun.of(folder.resolve("run"), 1, 100, few).folder();
    refuses(List.of(first, third, run), run + ": is no shard");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    refuses(List.of(first, third, empty), empty + ": was not written by faultmesh");
    byte[] units = Files.readAllBytes(third.resolve("units"));
    units[units.length / 2] ^= 1;
    Files.write(third.resolve("units"), units);
    refuses(List.of(first, third, last), third.resolve("units") + ": is missing or damaged");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  /** A plugin belongs to the build. */
  @Test
  void shardsOfAnotherBuildAreNotMergedNorGoneOnFrom() {
    String[] few = {
      "dataset.images=40",
      "faults={ber: [1.0e-4], trials: 1, single: {count: 100, images: 10, sites: [weight],"
          + " strata: [bit], secondStep: 200}}"
    };
    List<Path> shards = List.of(shard("a", "1/2", few), shard("b", "2/2", few));
    RunOptions second = options("c");
    ProgramVersion.extend(List.of("another mechanism"));
    try {
      refuses(shards, shards.get(0) + ": was computed by another build of faultmesh");
      assertThatThrownBy(
              () ->
                  ShardRun.run(
                      LenetRun.scenario(few),
                      LenetRun.BESIDES,
                      second,
                      Shard.parse("1/1"),
                      2,
                      shards))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("was computed by another build");
    } finally {
      ProgramVersion.extend(List.of());
    }
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private void refuses(List<Path> shards, String... words) {
    assertThatThrownBy(() -> Simulation.merge(shards, options("out")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void shardsTakeWhatWasPreparedAndRefuseWhatWasNot() {
    String[] few = {"dataset.images=40", "faults.trials=1"};
    Scenario scenario = LenetRun.scenario(few);
    Path prepared = PreparedFolder.write(scenario, LenetRun.BESIDES, options("prepared"));
    RunOptions with = options("a").with(Deadline.NEVER, Optional.of(prepared));
    Path shard = ShardRun.run(scenario, LenetRun.BESIDES, with, Shard.parse("1/1"), 1, List.of());
    RunOptions out = options("merged").with(Deadline.NEVER, Optional.of(prepared));
    Simulation.merge(List.of(shard), out);
    LenetRun whole = LenetRun.of(folder.resolve("whole"), 2, 100, few);
    assertThat(new LenetRun(null, folder.resolve("merged")).files()).isEqualTo(whole.files());
    Scenario other = LenetRun.scenario("dataset.calibration.images=9");
    RunOptions wrong = options("b").with(Deadline.NEVER, Optional.of(prepared));
    assertThatThrownBy(() -> Simulation.run(other, LenetRun.BESIDES, wrong))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("was prepared for another network");
  }

  @Test
  void aTracedRunIsNotSplit() {
    assertThatThrownBy(() -> shard("a", "1/2", "measure={trace: faults}"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("measure.trace");
  }

  @Test
  void aRunWhoseTimeIsUpGoesOnAndEndsWithTheSameBytes() {
    Scenario scenario = LenetRun.scenario(SETTINGS);
    RunOptions late = options("run").with(Deadline.in(Duration.ZERO), Optional.empty());
    assertThatThrownBy(() -> Simulation.run(scenario, LenetRun.BESIDES, late))
        .isInstanceOf(Stopped.class)
        .hasMessageContaining("0 of 7 units of work are done; the same command goes on");
    assertThat(folder.resolve("run")).doesNotExist();
    LenetRun resumed = LenetRun.of(folder.resolve("run"), 2, 100, SETTINGS);
    LenetRun whole = LenetRun.of(folder.resolve("whole"), 1, 100, SETTINGS);
    assertThat(resumed.files()).isEqualTo(whole.files());
    assertThat(folder).isDirectoryNotContaining("glob:**unfinished");
  }
}
