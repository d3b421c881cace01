package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.trace.TraceMutations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged traces, given to every command that reads traces. {@code -Dfaultmesh.mutations=10000}
 * sets their number; {@code -Dtest.heap=512m} shows that a small heap is enough.
 */
class TraceFuzzTest {
  private static final int MUTATIONS = Integer.getInteger("faultmesh.mutations", 500);

  /** A replay takes a hundred times as long as a look. */
  private static final int MUTATIONS_PER_REPLAY = 10;

  private static final String SCENARIO =
      """
      name: tiny
      network: networks/lenet-fashion.onnx
      dataset:
        {format: idx, path: data/fashion-mnist, images: 1, calibration: {images: 2},
         preprocessing: {scale: 0.00392156862745098}}
      faults: {ber: [1.0e-3], trials: 1, sites: [activation, weight, pe], persistence: trial}
      accelerator: {array: {dataflow: weight-stationary}}
      designs: [base, {preset: arch, score: random}]
      measure: {trace: %s, cycles: %s}
      """;

  @TempDir Path folder;

  private record Outcome(int code, String out, String err) {}

  private static Outcome run(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, false, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, false, StandardCharsets.UTF_8));
    try {
      int code = Faultmesh.execute(false, args);
      System.out.flush();
      System.err.flush();
      return new Outcome(
          code,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private byte[] trace(String level, String cycles) throws IOException {
    Path scenario = folder.resolve(level + ".yaml");
    Files.writeString(scenario, SCENARIO.formatted(level, cycles));
    String run = folder.resolve(level).toString();
    Outcome outcome =
        run("run", scenario.toString(), "--data", "scenarios", "--out", run, "--quiet");
    assertThat(outcome.err()).isEmpty();
    return Files.readAllBytes(Path.of(run, "trace.fmtrace"));
  }

  /** The result of a command on a damaged trace: an error in one line, or whatever it is for. */
  private static void check(String failure, Outcome outcome, Path file) {
    assertThat(outcome.code()).as(failure + outcome.err()).isBetween(0, 2);
    if (outcome.code() > 0) {
      assertThat(outcome.err().lines()).as(failure).hasSize(1);
      assertThat(outcome.err()).as(failure).startsWith("faultmesh: ");
    } else {
      assertThat(outcome.err()).as(failure).isEmpty();
    }
    if (outcome.code() == 2 && outcome.err().contains("record ")) {
      assertThat(outcome.err()).as(failure).contains(file.toString()).containsPattern("byte \\d+");
    }
  }

  @Test
  @Timeout(value = 8, unit = TimeUnit.HOURS)
  void damageGivesAClearErrorOrACorrectResult() throws IOException {
    TraceMutations mutations =
        new TraceMutations(
            List.of(trace("faults", "none"), trace("memory", "machine"), trace("full", "machine")));
    String onMemory = folder.resolve("memory.yaml").toString();
    Path file = folder.resolve("damaged.fmtrace");
    String csv = folder.resolve("out.csv").toString();
    String json = folder.resolve("out.json").toString();
    String list = folder.resolve("list.csv").toString();
    String out = folder.resolve("replayed").toString();
    int refused = 0;
    for (long seed = 0; seed < MUTATIONS; seed++) {
      Files.write(file, mutations.next(new Random(seed)));
      String failure = "Failed on seed " + seed + ": ";
      Outcome look =
          run(
              "trace",
              file.toString(),
              "--csv",
              csv,
              "--perfetto",
              json,
              "--faults",
              list,
              "--force");
      check(failure, look, file);
      refused += look.code() == 2 ? 1 : 0;
      if (seed % MUTATIONS_PER_REPLAY == 0) {
        Outcome replay =
            run(
                "replay",
                file.toString(),
                "--data",
                "scenarios",
                "--out",
                out,
                "--threads",
                "1",
                "--force");
        check(failure + "replay: ", replay, file);
        for (String part : List.of("memory", "faults")) {
          Outcome on =
              run(
                  "replay",
                  file.toString(),
                  "--on",
                  onMemory,
                  "--part",
                  part,
                  "--data",
                  "scenarios",
                  "--out",
                  out,
                  "--threads",
                  "1",
                  "--force");
          check(failure + "replay on: ", on, file);
        }
        if (look.code() == 2) {
          assertThat(replay.code()).as(failure).isEqualTo(2);
        }
      }
    }
    assertThat(refused).isBetween(MUTATIONS / 2, MUTATIONS);
  }
}
