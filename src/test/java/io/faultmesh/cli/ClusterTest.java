package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator and workers as real processes that are killed and stopped. */
class ClusterTest {
  /** {@code mvn test -Dfaultmesh.full=true -Dtest=ClusterTest} kills for minutes. */
  private static final boolean FULL = Boolean.getBoolean("faultmesh.full");

  private static final String PASSWORD = "FAULTMESH_CERTIFICATES_PASSWORD";
  private static final int STOPPED_SECONDS = 60;

  @TempDir private Path folder;

  private final List<Process> processes = new ArrayList<>();
  private final int port = freePort();

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private List<String> scenario(String command, int images, int trials, String out) {
    return List.of(
        command,
        "scenarios/lenet-fashion.yaml",
        "--set=designs=[base, crt2]",
        "--set=measure.cycles=none",
        "--set=dataset.calibration.images=8",
        "--set=dataset.images=" + images,
        "--set=faults.trials=" + trials,
        "--out=" + folder.resolve(out));
  }

  /** One run in {@code whole}, a cluster's in {@code run}. */
  private List<String> scenario(String command, int images, int trials) {
    return scenario(command, images, trials, command.equals("run") ? "whole" : "run");
  }

  private Process start(List<String> command, String... more) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return start(ProgramProcess.plain(all), all.get(0));
  }

  private Process start(ProcessBuilder builder, String name) throws IOException {
    builder.environment().put(PASSWORD, "secret");
    builder.redirectOutput(folder.resolve(processes.size() + "-" + name + ".log").toFile());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private Process coordinator(List<String> scenario, String... more) throws IOException {
    List<String> all = new ArrayList<>(scenario);
    all.add("--listen=127.0.0.1:" + port);
    return start(all, more);
  }

  private Process worker(String... more) throws IOException {
    return start(List.of("worker", "--join=127.0.0.1:" + port, "--threads=1"), more);
  }

  @AfterEach
  void endAll() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  private String logs() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".log")).sorted().toList()) {
        all.append(file.getFileName()).append('\n').append(Files.readString(file));
      }
    }
    return all.toString();
  }

  private Map<String, String> files(String run) throws IOException {
    return ResultFiles.of(folder.resolve(run));
  }

  private long kept() throws IOException {
    Path units = folder.resolve("run.unfinished").resolve("units");
    return Files.exists(units) ? Files.size(units) : 0;
  }

  /** Waits until more units are kept, or the coordinator has ended. */
  private void await(Process coordinator, long bytes) throws IOException, InterruptedException {
    while (coordinator.isAlive() && kept() <= bytes) {
      coordinator.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private void signal(String name, Process process) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor())
        .isZero();
  }

  @Test
  void killedWorkersAndACoordinatorThatStartsAgainGiveTheBytesOfOneRun() throws Exception {
    killed(run -> scenario(run, 4000, FULL ? 300 : 60));
  }

  /** Designs whose checks react have units for each trial. */
  @Test
  void killedWorkersOnTheMachineGiveTheBytesOfOneRun() throws Exception {
    String designs =
        "--set=designs=[base, {name: again, protect: [{parity: {detected: refetch}}]},"
            + " {name: twice, protect: [{checksum: {detected: repeat}}]}]";
    String faults =
        "--set=faults={ber: [1.0e-4], sites: [weight, accumulator], trials: "
            + (FULL ? 200 : 20)
            + "}";
    killed(
        run -> {
          List<String> command = new ArrayList<>(scenario(run, 40, 1));
          command.addAll(
              List.of(
                  designs,
                  faults,
                  "--set=measure={accuracy: none, cycles: machine, cycleImages: 32}"));
          return command;
        });
  }

  /**
   * Kills workers and a coordinator.
   *
   * @param scenario by command
   */
  private void killed(Function<String, List<String>> scenario) throws Exception {
    assertThat(start(scenario.apply("run")).waitFor()).as(logs()).isZero();
    List<String> command = scenario.apply("coordinator");
    Process coordinator = coordinator(command);
    List<Process> workers = new ArrayList<>(List.of(worker(), worker(), worker()));
    long begin = System.nanoTime();
    await(coordinator, 0);
    if (FULL) {
      signal("STOP", workers.get(2));
      churn(coordinator, workers, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
      signal("CONT", workers.get(2));
    }
    workers.remove(0).destroyForcibly();
    workers.add(worker());
    await(coordinator, kept());
    assertThat(coordinator.isAlive()).as("killed before its end: " + logs()).isTrue();
    coordinator.destroyForcibly().waitFor();
    coordinator = coordinator(command);
    assertThat(coordinator.waitFor()).as(logs()).isZero();
    assertThat(files("run")).isEqualTo(files("whole"));
    assertThat(folder.resolve("run.unfinished")).doesNotExist();
    for (Process worker : workers) {
      // One that has not found the second coordinator before its end looks for another for minutes.
      assertThat(worker.waitFor(20, TimeUnit.SECONDS) ? worker.exitValue() : 0).as(logs()).isZero();
    }
  }

  /**
   * Kills and adds a worker every few seconds, for as long as another one is stopped.
   *
   * @param millis what a worker takes to its first unit: between half of it and all lies between
   *     two kills, so that one of two workers works
   */
  private void churn(Process coordinator, List<Process> workers, long millis) throws Exception {
    Random random = new Random(1);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOPPED_SECONDS);
    while (System.nanoTime() < end && coordinator.isAlive()) {
      long pause = millis / 2 + random.nextInt((int) (millis / 2));
      coordinator.waitFor(pause, TimeUnit.MILLISECONDS);
      workers.remove(0).destroyForcibly();
      workers.add(0, worker());
      Collections.swap(workers, 0, 1);
    }
  }

  @Test
  void theCoordinatorMakesAsManyRoundsAsThePrecisionNeeds() throws Exception {
    String precision = "--set=faults={ber: [1.0e-3], precision: {margin: 0.02, maxTrials: 100}}";
    List<String> whole = new ArrayList<>(scenario("run", 100, 1, "whole"));
    whole.removeIf(option -> option.startsWith("--set=faults"));
    whole.add(precision);
    assertThat(start(whole).waitFor()).as(logs()).isZero();
    List<String> scenario = new ArrayList<>(scenario("coordinator", 100, 1, "run"));
    scenario.removeIf(option -> option.startsWith("--set=faults"));
    Process coordinator = coordinator(scenario, precision);
    Process worker = worker();
    assertThat(coordinator.waitFor()).as(logs()).isZero();
    assertThat(worker.waitFor()).as(logs()).isZero();
    assertThat(files("run")).isEqualTo(files("whole"));
    assertThat(files("run").get("precision.csv").lines().count()).isGreaterThanOrEqualTo(1 + 2 * 2);
  }

  @Test
  void workersComputeBothStepsOfSingleFaults() throws Exception {
    String single =
        "--set=faults={ber: [1.0e-4], single: {strata: [bit], count: 50, secondStep: 400, images: 90}}";
    Map<String, String> runs = Map.of("run", "whole", "coordinator", "run");
    for (Map.Entry<String, String> run : runs.entrySet()) {
      List<String> command = new ArrayList<>(scenario(run.getKey(), 100, 1, run.getValue()));
      command.removeIf(option -> option.startsWith("--set=faults"));
      command.add(single);
      Process process = run.getKey().equals("run") ? start(command) : coordinator(command);
      Process worker = run.getKey().equals("run") ? process : worker();
      assertThat(process.waitFor()).as(logs()).isZero();
      assertThat(worker.waitFor()).as(logs()).isZero();
    }
    assertThat(files("run")).isEqualTo(files("whole"));
    assertThat(logs()).contains("computed 10 units");
  }

  @Test
  void workersComputeOnlyTheTrialsThatAFinishedRunLacks() throws Exception {
    assertThat(start(scenario("run", 100, 5, "whole")).waitFor()).as(logs()).isZero();
    assertThat(start(scenario("run", 100, 2, "run")).waitFor()).as(logs()).isZero();
    Process coordinator = coordinator(scenario("coordinator", 100, 5, "run"));
    Process worker = worker();
    assertThat(coordinator.waitFor()).as(logs()).isZero();
    assertThat(worker.waitFor()).as(logs()).isZero();
    assertThat(files("run")).isEqualTo(files("whole"));
  }

  @Test
  void aWorkerThatCannotKeepInputsEndsWithItsReason() throws Exception {
    Process coordinator = coordinator(scenario("coordinator", 50, 1));
    ProcessBuilder builder = ProgramProcess.plain(List.of("worker", "--join=127.0.0.1:" + port));
    Path file = Files.writeString(folder.resolve("file"), "");
    builder.environment().put("FAULTMESH_CACHE", file.toString());
    assertThat(start(builder, "worker").waitFor()).as(logs()).isEqualTo(2);
    assertThat(logs()).contains("name another FAULTMESH_CACHE").doesNotContain("ERROR");
    Process other = worker();
    assertThat(coordinator.waitFor()).as(logs()).isZero();
    assertThat(other.waitFor()).as(logs()).isZero();
  }

  private String certificates(String place, String name) throws Exception {
    ProcessBuilder script =
        new ProcessBuilder(
            "sh", "docs/examples/certificates.sh", folder.resolve(place).toString(), name);
    script.environment().put(PASSWORD, "secret");
    script.environment().merge("PATH", "", (path, none) -> javaHome() + ":" + path);
    Process process = script.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
    return "--certificates=" + folder.resolve(place).resolve(name);
  }

  private static String javaHome() {
    return Path.of(System.getProperty("java.home"), "bin").toString();
  }

  @Test
  void whoHasNoCertificateOfTheAuthorityDoesNotJoin() throws Exception {
    String own = certificates("own", "all");
    String foreign = certificates("foreign", "all");
    Process coordinator = coordinator(scenario("coordinator", 50, 1, "run"), own);
    Process without = worker("--patience=15s");
    Process stranger = worker("--patience=15s", foreign);
    assertThat(without.waitFor()).as(logs()).isEqualTo(5);
    assertThat(stranger.waitFor()).as(logs()).isEqualTo(5);
    assertThat(coordinator.isAlive()).as(logs()).isTrue();
    assertThat(logs()).doesNotContain("has come");
    Process known = worker(certificates("own", "another"));
    assertThat(coordinator.waitFor()).as(logs()).isZero();
    assertThat(known.waitFor()).as(logs()).isZero();
  }

  @Test
  void withoutCertificatesNobodyListensForOtherMachines() throws Exception {
    Cli.Outcome coordinator =
        Cli.run("coordinator", "scenarios/lenet-fashion.yaml", "--listen", "192.0.2.1:25520");
    assertThat(coordinator.code()).isEqualTo(2);
    Cli.Outcome worker = Cli.run("worker", "--join", "192.0.2.1:25520");
    assertThat(worker.code()).isEqualTo(2);
    assertThat(worker.err()).contains("needs --certificates");
  }
}
