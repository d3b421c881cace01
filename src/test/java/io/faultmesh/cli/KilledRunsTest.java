package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that are interrupted or killed, and two at once. */
class KilledRunsTest {
  private static final String WORK = "run.unfinished";
  private static final int IMAGES = 3000;

  /** {@code mvn test -Dfaultmesh.full=true -Dtest=KilledRunsTest} kills 300 times. */
  private static final int KILLS = Boolean.getBoolean("faultmesh.full") ? 300 : 3;

  private static final int MOST_MILLIS = 3000;

  @TempDir Path folder;

  private List<String> command(int images) {
    return command(images, "run");
  }

  private List<String> command(int images, String out) {
    return List.of(
        "run",
        "scenarios/lenet-fashion.yaml",
        "--set=designs=[base]",
        "--set=measure.cycles=none",
        "--set=dataset.calibration.images=8",
        "--set=dataset.images=" + images,
        "--out=" + folder.resolve(out));
  }

  private Process start(int images) throws IOException {
    return start(images, "run");
  }

  private Process start(int images, String out) throws IOException {
    return ProgramProcess.plain(command(images, out))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void ctrlCWhileTheProgressBarIsShownLeavesOnlyFinishedWork() throws Exception {
    String reason = ProgramProcess.noTerminal();
    assumeTrue(reason == null, reason);
    Process terminal = ProgramProcess.onTerminal(command(9000)).start();
    StringBuilder shown = new StringBuilder();
    InputStream screen = terminal.getInputStream();
    byte[] bytes = new byte[1024];
    boolean pressed = false;
    for (int n = screen.read(bytes); n >= 0; n = screen.read(bytes)) {
      shown.append(new String(bytes, 0, n, StandardCharsets.UTF_8));
      if (!pressed && shown.indexOf("%") >= 0) {
        ProgramProcess.interrupt(terminal);
        pressed = true;
      }
    }
    assertThat(terminal.waitFor()).as(shown.toString()).isEqualTo(130);
    assertThat(pressed).isTrue();
    assertThat(names()).isSubsetOf(WORK);
  }

  @Test
  void killedRunsGoOnAndEndWithTheBytesOfOneRun() throws Exception {
    assertThat(start(IMAGES, "whole").waitFor()).isZero();
    Map<String, String> whole = files("whole");
    Random random = new Random(1);
    int kills = 0;
    while (kills < KILLS) {
      boolean complete = false;
      while (!complete) {
        Process run = start(IMAGES);
        if (kills < KILLS) {
          complete = run.waitFor(random.nextInt(MOST_MILLIS), TimeUnit.MILLISECONDS);
          run.destroyForcibly();
          kills += complete ? 0 : 1;
          run.waitFor();
          assertThat(names()).isSubsetOf("whole", ".run.partial", WORK, "run");
        } else {
          assertThat(run.waitFor()).isZero();
          complete = true;
        }
      }
      assertThat(start(IMAGES).waitFor()).isZero();
      assertThat(names()).containsExactlyInAnyOrder("whole", "run");
      assertThat(files("run")).as("after " + kills + " kills, seed 1").isEqualTo(whole);
      delete(folder.resolve("run"));
    }
  }

  private Map<String, String> files(String run) throws IOException {
    return ResultFiles.of(folder.resolve(run));
  }

  private static void delete(Path run) throws IOException {
    try (Stream<Path> paths = Files.walk(run)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void aRunThatASchedulerEndsExitsWithFiveAndGoesOn() throws Exception {
    Process run = start(9000);
    // Before its first unit a run has no work that could be in anybody's way.
    while (!Files.exists(folder.resolve(WORK).resolve("units")) && run.isAlive()) {
      Thread.sleep(5);
    }
    run.destroy();
    assertThat(run.waitFor()).isEqualTo(5);
    assertThat(names()).containsExactly(WORK);
    assertThat(start(50).waitFor()).as("another run's work is in the way").isEqualTo(2);
    assertThat(start(9000).waitFor()).isZero();
    assertThat(names()).containsExactly("run");
  }

  @Test
  void ofTwoRunsIntoOneFolderOneWrites() throws Exception {
    Process one = start(2000);
    Process two = start(2000);
    List<Integer> codes = List.of(one.waitFor(), two.waitFor());
    // Who comes when the other has ended finds its result.
    assertThat(codes).contains(0).allMatch(code -> code == 0 || code == 2);
    assertThat(names()).containsExactly("run");
  }
}
