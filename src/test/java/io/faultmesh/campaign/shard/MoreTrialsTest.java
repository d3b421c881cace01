package io.faultmesh.campaign.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A finished run of LeNet goes on with more trials. */
class MoreTrialsTest {
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

  private static Object inferences(LenetRun run) throws IOException {
    String timing = Files.readString(run.folder().resolve("timing.json"));
    return Long.parseLong(timing.replaceAll("(?s).*\"inferences\" : (\\d+).*", "$1"));
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
