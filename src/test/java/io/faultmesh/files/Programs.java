package io.faultmesh.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.cli.ProgramProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What users do with the program itself: timings into folders and exports of a trace, which end by
 * themselves, are killed, are interrupted on a terminal, or are two at once.
 */
final class Programs {
  private static final List<String> PLACES = List.of("a", "b", "deep/c", "link", "broken", "null");
  private static final String TRACE = "traces/lenet-full.fmtrace";
  private static final int INTERRUPTED = 130;
  private static final int LATEST_MILLIS = 300;

  private enum Way {
    KILLED,
    INTERRUPTED,
    TWO,
    FULL_DISK
  }

  private final Path output;
  private final List<Path> topologies = new ArrayList<>();
  private final boolean terminal = ProgramProcess.noTerminal() == null;

  Programs(Path folder) throws IOException {
    output = folder.resolve("output");
    for (int rows : new int[] {8, 200}) {
      String lines = "Layer,M,N,K\nfirst," + rows + ",256,256\n";
      topologies.add(Files.writeString(folder.resolve("rows" + rows + ".csv"), lines));
    }
  }

  /**
   * One or two processes, until they have ended.
   *
   * @param number the ways take turns
   * @param users files that no export may be told to replace
   */
  void act(int number, Random random, Path root, Set<Path> users) throws Exception {
    Way way = Way.values()[number % Way.values().length];
    boolean exports = way == Way.FULL_DISK || random.nextBoolean();
    String place = way == Way.FULL_DISK ? "full" : PLACES.get(random.nextInt(PLACES.size()));
    Path target = root.resolve(place + (exports ? ".txt" : ""));
    Path topology = topologies.get(random.nextInt(topologies.size()));
    List<String> command =
        new ArrayList<>(
            exports
                ? List.of("trace", TRACE, "--csv", target.toString())
                : List.of("timing", topology.toString(), "--out", target.toString()));
    if (random.nextBoolean() && !users.contains(target)) {
      command.add("--force");
    }
    int delay = random.nextInt(LATEST_MILLIS);
    String failure = way + " " + command;
    switch (way) {
      case KILLED -> {
        Process process = started(ProgramProcess.plain(command));
        waitForWork(process, target, delay);
        process.destroyForcibly().waitFor();
      }
      case INTERRUPTED -> {
        Process process =
            started(terminal ? ProgramProcess.onTerminal(command) : ProgramProcess.plain(command));
        waitForWork(process, target, delay);
        if (terminal) {
          ProgramProcess.interrupt(process);
        }
        assertThat(process.waitFor()).as(failure).isIn(0, 2, INTERRUPTED);
      }
      case TWO -> {
        Process other =
            ProgramProcess.plain(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        end(failure, started(ProgramProcess.plain(command)));
        assertThat(other.waitFor()).as(failure).isIn(0, 2);
      }
      default -> assertThat(end(failure, started(ProgramProcess.plain(command)))).isEqualTo(2);
    }
    assertThat(Files.readString(output)).as(failure).doesNotContain("internal error");
  }

  private Process started(ProcessBuilder builder) throws IOException {
    return builder.redirectOutput(output.toFile()).start();
  }

  /** The exit code of a process that ends by itself; an error is one line. */
  private int end(String failure, Process process) throws Exception {
    int code = process.waitFor();
    String said = Files.readString(output);
    assertThat(code).as(failure + ": " + said).isIn(0, 2);
    assertThat(said.lines().filter(line -> line.contains("faultmesh: ")))
        .as(failure + ": " + said)
        .hasSize(code / 2);
    return code;
  }

  /** Waits until the process writes, or has ended, and a while longer. */
  private static void waitForWork(Process process, Path target, int millis) throws Exception {
    while (process.isAlive()
        && !Files.exists(Staging.beside(target))
        && !Files.exists(target.resolve(Staging.INSIDE))) {
      Thread.sleep(2);
    }
    Thread.sleep(millis);
  }
}
