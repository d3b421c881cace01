package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.faultmesh.campaign.format.UnitMessage;
import io.faultmesh.files.RecordLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /**
   * {@code mvn test -Dfaultmesh.full=true -Dtest=KilledRunsTest} kills each of two runs so often.
   */
  private static final int KILLS = Boolean.getBoolean("faultmesh.full") ? 150 : 2;

  /** Designs whose checks react run on the machine in every trial: most units are the machine's. */
  private static final List<String> ON_THE_MACHINE =
      List.of(
          "--set=designs=[base, {name: again, protect: [{parity: {detected: refetch}}]},"
              + " {name: twice, protect: [{checksum: {detected: repeat}}]}]",
          "--set=measure={cycles: machine, cycleImages: 2}",
          "--set=faults={ber: [1.0e-4], sites: [weight, accumulator], trials: 20}");

  @TempDir Path folder;

  private List<String> command(int images) {
    return command(images, "run");
  }

  private List<String> command(int images, String out) {
    return command(List.of("--set=designs=[base]", "--set=measure.cycles=none"), images, out);
  }

  private List<String> command(List<String> settings, int images, String out) {
    List<String> command = new ArrayList<>(List.of("run", "scenarios/lenet-fashion.yaml"));
    command.addAll(settings);
    command.add("--set=dataset.calibration.images=8");
    command.add("--set=dataset.images=" + images);
    command.add("--out=" + folder.resolve(out));
    return command;
  }

  private Process start(int images) throws IOException {
    return start(images, "run");
  }

  private Process start(int images, String out) throws IOException {
    return start(command(images, out));
  }

  private static Process start(List<String> command) throws IOException {
    return ProgramProcess.plain(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
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
    killed(command(IMAGES, "whole"), command(IMAGES, "run"));
  }

  @Test
  void killedRunsOnTheMachineGoOnAndEndWithTheBytesOfOneRun() throws Exception {
    int amongMachineUnits =
        killed(command(ON_THE_MACHINE, 40, "whole"), command(ON_THE_MACHINE, 40, "run"));
    if (KILLS > 100) {
      assertThat(amongMachineUnits).isGreaterThan(KILLS / 20);
    }
  }

  /** Waits until another unit is kept, or the run has ended. */
  private void awaitUnit(Process run) throws IOException, InterruptedException {
    Path units = folder.resolve(WORK).resolve("units");
    long before = Files.exists(units) ? Files.size(units) : 0;
    while (run.isAlive() && (!Files.exists(units) || Files.size(units) <= before)) {
      Thread.sleep(1);
    }
  }

  /**
   * Kills a run at any moment until it is complete, again and again. Every second moment is counted
   * from a finished unit: where a machine has much else to do, most others lie before the first.
   *
   * @return how many of the processes were killed after they had finished a unit of the machine
   */
  private int killed(List<String> once, List<String> again) throws Exception {
    long begin = System.nanoTime();
    assertThat(start(once).waitFor()).isZero();
    int mostMillis = (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    Map<String, String> whole = files("whole");
    Random random = new Random(1);
    int kills = 0;
    int amongMachineUnits = 0;
    while (kills < KILLS) {
      boolean complete = false;
      while (!complete) {
        Process run = start(again);
        if (kills < KILLS) {
          long before = machineUnits();
          boolean inWork = kills % 2 == 1;
          if (inWork) {
            awaitUnit(run);
          }
          int most = inWork ? 1 + mostMillis / 20 : mostMillis;
          complete = run.waitFor(random.nextInt(most), TimeUnit.MILLISECONDS);
          run.destroyForcibly();
          run.waitFor();
          kills += complete ? 0 : 1;
          amongMachineUnits += !complete && machineUnits() > before ? 1 : 0;
          assertThat(names()).isSubsetOf("whole", ".run.partial", WORK, "run");
        } else {
          assertThat(run.waitFor()).isZero();
          complete = true;
        }
      }
      assertThat(start(again).waitFor()).isZero();
      assertThat(names()).containsExactlyInAnyOrder("whole", "run");
      assertThat(files("run")).as("after " + kills + " kills, seed 1").isEqualTo(whole);
      delete(folder.resolve("run"));
    }
    return amongMachineUnits;
  }

  /** Units of the machine in the work area. */
  private long machineUnits() throws IOException {
    Path units = folder.resolve(WORK).resolve("units");
    long count = 0;
    if (Files.exists(units)) {
      try (RecordLog log = RecordLog.read(units)) {
        for (long number : log.numbers()) {
          // The record that names what units stand on has a number below them.
          byte[] unit = number < 0 ? new byte[0] : log.get(number).orElseThrow();
          count += UnitMessage.parseFrom(unit).getMachineImagesCount() > 0 ? 1 : 0;
        }
      }
    }
    return count;
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
