package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that are interrupted or killed, and two at once. */
class KilledRunsTest {
  private static final String WORK = "run.unfinished";
  private static final int IMAGES = 3000;

  private static final int TRIALS = 12;

  /**
   * {@code mvn test -Dfaultmesh.full=true -Dtest=KilledRunsTest} kills each of three runs so often.
   */
  private static final int KILLS = Boolean.getBoolean("faultmesh.full") ? 100 : 5;

  /** How a process ends. */
  private enum End {
    KILLED_AT_ANY_MOMENT,
    /** Where a machine has much else to do, most other moments lie before the first unit. */
    KILLED_AFTER_A_UNIT,
    KILLED_IN_A_UNIT,
    TERMINATED_AFTER_A_UNIT,
    /** The file of units, or another one, takes bytes up to a chosen one. */
    UNABLE_TO_WRITE
  }

  @TempDir Path folder;

  private List<String> command(int images) {
    return command(images, "run");
  }

  private List<String> command(int images, String out) {
    return command(List.of("--set=designs=[base]", "--set=measure.cycles=none"), images, out);
  }

  /**
   * Designs whose checks react, which run on the machine in every trial, and single faults: most
   * units are of these kinds.
   */
  private List<String> ofAllUnits(int trials, String out) {
    List<String> settings =
        List.of(
            "--set=designs=[base, {name: again, protect: [{parity: {detected: refetch}}]},"
                + " {name: twice, protect: [{checksum: {detected: repeat}}]}]",
            "--set=measure={cycles: machine, cycleImages: 2}",
            "--set=faults={ber: [1.0e-4], sites: [weight, accumulator], trials: "
                + trials
                + ", single: {count: 5000, images: 40, sites: [weight, activation]}}");
    return command(settings, 40, out);
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
    checkKind(killed(command(IMAGES, "whole"), command(IMAGES, "run"), () -> {}), "accuracy");
  }

  @Test
  void killedRunsOfAllUnitsGoOnAndEndWithTheBytesOfOneRun() throws Exception {
    Map<String, Integer> kills =
        killed(ofAllUnits(TRIALS, "whole"), ofAllUnits(TRIALS, "run"), () -> {});
    checkKind(kills, "the machine");
    checkKind(kills, "single faults");
  }

  @Test
  void killedRunsOfMoreTrialsGoOnAndEndWithTheBytesOfOneRun() throws Exception {
    Map<String, Integer> kills =
        killed(
            ofAllUnits(TRIALS, "whole"),
            ofAllUnits(TRIALS, "run"),
            () -> assertThat(start(ofAllUnits(TRIALS / 4, "run")).waitFor()).isZero());
    checkKind(kills, "the machine");
    assertThat(kills.keySet()).as("taken over").noneMatch(key -> key.endsWith("single faults"));
  }

  /** What lies in the run's place before it begins. */
  private interface Before {
    void make() throws Exception;
  }

  /**
   * Kills a run until it is complete, again and again.
   *
   * @return how many processes ended how, behind which kind of unit that they had finished
   */
  private Map<String, Integer> killed(List<String> once, List<String> again, Before before)
      throws Exception {
    long begin = System.nanoTime();
    assertThat(start(once).waitFor()).isZero();
    int mostMillis = (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    Map<String, String> whole = files("whole");
    Random random = new Random(1);
    Map<String, Integer> kills = new TreeMap<>();
    int count = 0;
    while (count < KILLS) {
      before.make();
      boolean complete = false;
      while (!complete && count < KILLS) {
        KeptUnits kept = KeptUnits.of(units());
        End end = End.values()[count % End.values().length];
        complete = ended(again, end, mostMillis, random);
        count += complete ? 0 : 1;
        String newest = KeptUnits.of(units()).newest(kept);
        kills.merge(complete ? "complete" : end + " behind " + newest, 1, Integer::sum);
        assertThat(names()).isSubsetOf("whole", ".run.partial", WORK, "run");
      }
      // It goes on, or is complete already.
      assertThat(start(again).waitFor()).isZero();
      assertThat(names()).containsExactlyInAnyOrder("whole", "run");
      assertThat(files("run")).as("after " + count + " kills, seed 1").isEqualTo(whole);
      delete(folder.resolve("run"));
    }
    return kills;
  }

  /** Many kills are to come behind a unit of a kind. */
  private static void checkKind(Map<String, Integer> kills, String kind) {
    if (KILLS > End.values().length) {
      System.out.println(kills);
      int behind =
          kills.entrySet().stream()
              .filter(one -> one.getKey().endsWith(kind))
              .mapToInt(Map.Entry::getValue)
              .sum();
      assertThat(behind).as(kills.toString()).isGreaterThan(KILLS / 20);
    }
  }

  private Path units() {
    return folder.resolve(WORK).resolve("units");
  }

  private long unitBytes() throws IOException {
    return Files.exists(units()) ? Files.size(units()) : 0;
  }

  /**
   * Starts a run and lets it end so.
   *
   * @return whether it came to its own end first
   */
  private boolean ended(List<String> command, End end, int mostMillis, Random random)
      throws IOException, InterruptedException {
    long before = unitBytes();
    if (end == End.UNABLE_TO_WRITE) {
      Process run = limited(command, before + random.nextInt(6000));
      assertThat(run.waitFor()).isIn(0, 2);
      return run.exitValue() == 0;
    }
    Process run = start(command);
    int most = mostMillis;
    if (end != End.KILLED_AT_ANY_MOMENT) {
      most = 1 + mostMillis / 20;
      while (run.isAlive() && unitBytes() <= before) {
        Thread.sleep(1);
      }
    }
    if (run.waitFor(random.nextInt(most), TimeUnit.MILLISECONDS)) {
      assertThat(run.exitValue()).isZero();
      return true;
    }
    if (end == End.TERMINATED_AFTER_A_UNIT) {
      run.destroy();
      // When its units have served, nothing is to go on.
      assertThat(run.waitFor() == 5 || !Files.exists(units())).isTrue();
      return false;
    }
    run.destroyForcibly();
    run.waitFor();
    if (end == End.KILLED_IN_A_UNIT && unitBytes() > before) {
      // As it is when a kill comes inside the write of what the process has written.
      try (FileChannel file = FileChannel.open(units(), StandardOpenOption.WRITE)) {
        file.truncate(before + random.nextLong(unitBytes() - before));
      }
    }
    return false;
  }

  /** A process that cannot write behind a byte of any file, or an ordinary one. */
  private static Process limited(List<String> command, long bytes) throws IOException {
    ProcessBuilder process = ProgramProcess.plain(command);
    List<String> line = new ArrayList<>(process.command());
    line.addAll(0, List.of("prlimit", "--fsize=" + bytes));
    return process.command(line).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
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
    while (!Files.exists(units()) && run.isAlive()) {
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
