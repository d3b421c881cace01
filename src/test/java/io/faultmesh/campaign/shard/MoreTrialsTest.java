package io.faultmesh.campaign.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.faultmesh.LenetRun;
import io.faultmesh.Simulation;
import io.faultmesh.campaign.Stopped;
import io.faultmesh.experiment.Deadline;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.files.AlreadyComplete;
import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A finished run of LeNet goes on with more trials. */
class MoreTrialsTest {
  private static final String SAFETY = "safety={fitPerMbit: 100, source: a test}";

  private static final String DESIGNS =
      "designs=[base, {name: again, protect: [{parity: {detected: refetch}}]},"
          + " {name: twice, protect: [{checksum: {detected: repeat}}]},"
          + " {name: hyca, dppu: {repair: true}}]";

  @TempDir private Path folder;

  private static String[] settings(int trials) {
    return new String[] {
      "dataset.images=100",
      "designs=[base, crt2]",
      "measure={images: true}",
      "faults.sites=[weight, activation]",
      "faults.persistence=trial",
      "faults.trials=" + trials
    };
  }

  private LenetRun run(String out, int trials) {
    return LenetRun.of(folder.resolve(out), 2, 100, settings(trials));
  }

  private static long inferences(LenetRun run) throws IOException {
    return computed(run, "inferences");
  }

  /** What a run has computed itself, by the name of its figure; 0 where there is none. */
  private static long computed(LenetRun run, String figure) throws IOException {
    JsonNode timing = new JsonMapper().readTree(run.folder().resolve("timing.json").toFile());
    return timing.path(figure).asLong();
  }

  /** Designs that react and one that is repaired, single faults, and perhaps a safety case. */
  private static String[] ofAllUnits(
      int trials, String accuracy, String cycles, String single, boolean safety) {
    return new String[] {
      "dataset.images=20",
      DESIGNS,
      "measure={accuracy: " + accuracy + ", cycles: " + cycles + ", cycleImages: 2}",
      "faults={ber: [1.0e-5, 2.0e-4], sites: [pe, weight], trials: "
          + trials
          + (", single: {count: 100, images: 10, sites: [weight, activation]" + single + "}}"),
      safety ? SAFETY : "dataset.first=0"
    };
  }

  @ParameterizedTest
  @CsvSource({
    "fast, machine, '', true",
    "fast, none, '', true",
    "machine, machine, ', strata: [bit], secondStep: 300', false",
    "none, machine, '', true"
  })
  void runsOnTheMachineAndSingleFaultsAreTakenOverToo(
      String accuracy, String cycles, String single, boolean safety) throws IOException {
    IntFunction<String[]> settings = trials -> ofAllUnits(trials, accuracy, cycles, single, safety);
    LenetRun few = LenetRun.of(folder.resolve("run"), 2, 100, settings.apply(2));
    long cyclesOfFew = computed(few, "simulatedCycles");
    assertThat(computed(few, "singleFaultInferences")).isPositive();
    LenetRun more = LenetRun.of(folder.resolve("run"), 2, 100, settings.apply(5));
    LenetRun fresh = LenetRun.of(folder.resolve("fresh"), 1, 7, settings.apply(5));
    assertThat(fresh.files()).containsKeys("vulnerability.csv", "counts");
    assertThat(more.files()).isEqualTo(fresh.files());
    assertThat(more.folder().resolve(".faultmesh"))
        .hasContent(Files.readString(fresh.folder().resolve(".faultmesh")));
    assertThat(computed(more, "singleFaultInferences")).isZero();
    assertThat(computed(more, "simulatedCycles"))
        .isEqualTo(computed(fresh, "simulatedCycles") - cyclesOfFew);
  }

  @Test
  void aCrewIsHandedNoUnitThatAnEarlierRunHas() {
    String[] few = ofAllUnits(1, "fast", "machine", "", true);
    String[] more = ofAllUnits(2, "fast", "machine", "", true);
    RunOptions options = new RunOptions(folder.resolve("run"), List.of(), 2, 0, 100, false);
    LenetRun.of(folder.resolve("run"), 2, 100, few);
    ComputingCrew crew = new ComputingCrew(LenetRun.scenario(more), options);
    CrewRun.run(LenetRun.scenario(more), LenetRun.BESIDES, options, crew);
    // Two designs that react and one that is repaired, at two rates, in the second trial; and one
    // range of images.
    assertThat(crew.kinds())
        .containsExactlyInAnyOrderEntriesOf(Map.of("accuracy", 1, "machine", 6));
    LenetRun whole = LenetRun.of(folder.resolve("run"), 2, 100, more);
    assertThat(whole.files()).isEqualTo(LenetRun.of(folder.resolve("fresh"), 2, 100, more).files());
  }

  @Test
  void onlyTheTrialsThatAreMissingAreMadeAndTheBytesAreThoseOfOneRun() throws IOException {
    run("run", 3);
    run("run", 4);
    LenetRun more = run("run", 7);
    LenetRun fresh = run("fresh", 7);
    assertThat(more.files()).isEqualTo(fresh.files());
    assertThat(more.folder().resolve(".faultmesh"))
        .hasContent(Files.readString(fresh.folder().resolve(".faultmesh")));
    assertThat(inferences(more)).isEqualTo(100L * 2 * 3);
    assertThatThrownBy(() -> run("run", 7)).isInstanceOf(AlreadyComplete.class);
  }

  @Test
  void aStoppedRunOfMoreTrialsLeavesTheFinishedOneAsItWas() {
    Map<String, String> before = run("run", 2).files();
    RunOptions late =
        new RunOptions(folder.resolve("run"), List.of(), 2, 0, 100, false)
            .with(Deadline.in(Duration.ZERO), Optional.empty());
    assertThatThrownBy(() -> Simulation.run(LenetRun.scenario(settings(5)), LenetRun.BESIDES, late))
        .isInstanceOf(Stopped.class);
    assertThat(new LenetRun(null, folder.resolve("run")).files()).isEqualTo(before);
    assertThat(run("run", 5).files()).isEqualTo(run("fresh", 5).files());
    assertThat(folder).isDirectoryNotContaining("glob:**unfinished");
  }

  @Test
  void whateverElseIsThereIsNotGoneOnFrom() throws IOException {
    run("run", 3);
    refused(2, "holds the result of other settings");
    Path counts = folder.resolve("run/counts");
    byte[] bytes = Files.readAllBytes(counts);
    bytes[bytes.length / 2] ^= 1;
    Files.write(counts, bytes);
    refused(5, "holds counts, which faultmesh did not write or somebody has changed");
  }

  private void refused(int trials, String why) {
    assertThatThrownBy(() -> run("run", trials))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(why);
  }
}
