package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that are interrupted or killed, and two at once. */
class KilledRunsTest {
  private static final String SCRIPT = "/usr/bin/script";

  @TempDir Path folder;

  private List<String> command(int images) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(
        java,
        "-Dfaultmesh.terminal=true",
        "-cp",
        System.getProperty("java.class.path"),
        "io.faultmesh.cli.Faultmesh",
        "run",
        "scenarios/lenet-fashion.yaml",
        "--set=designs=[base]",
        "--set=measure.cycles=none",
        "--set=dataset.calibration.images=8",
        "--set=dataset.images=" + images,
        "--out=" + folder.resolve("run"));
  }

  private Process start(int images) throws IOException {
    return new ProcessBuilder(command(images))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** The kernel's mask of ignored signals; SIGINT is the second. */
  private static boolean ignoresInterrupts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  @Test
  void ctrlCWhileTheProgressBarIsShownLeavesNothing() throws Exception {
    assumeTrue(Files.isExecutable(Path.of(SCRIPT)), SCRIPT + " gives a terminal; it is missing");
    assumeTrue(!ignoresInterrupts(), "started with SIGINT ignored, which children inherit");
    String line = String.join(" ", command(9000).stream().map(part -> "'" + part + "'").toList());
    Process terminal =
        new ProcessBuilder(SCRIPT, "-qec", line, "/dev/null").redirectErrorStream(true).start();
    StringBuilder shown = new StringBuilder();
    InputStream screen = terminal.getInputStream();
    byte[] bytes = new byte[1024];
    boolean pressed = false;
    for (int n = screen.read(bytes); n >= 0; n = screen.read(bytes)) {
      shown.append(new String(bytes, 0, n, StandardCharsets.UTF_8));
      if (!pressed && shown.indexOf("%") >= 0) {
        terminal.getOutputStream().write(3);
        terminal.getOutputStream().flush();
        pressed = true;
      }
    }
    assertThat(terminal.waitFor()).as(shown.toString()).isEqualTo(130);
    assertThat(pressed).isTrue();
    assertThat(names()).isEmpty();
  }

  @Test
  void whatAKilledRunLeavesTheNextRunRemoves() throws Exception {
    List<List<String>> left = new ArrayList<>();
    for (int wait : new int[] {0, 50, 500}) {
      Process run = start(9000);
      while (names().isEmpty() && run.isAlive()) {
        Thread.sleep(5);
      }
      Thread.sleep(wait);
      run.destroyForcibly().waitFor();
      left.add(names());
    }
    assertThat(left).allMatch(names -> names.equals(List.of(".run.partial")));
    assertThat(start(50).waitFor()).isZero();
    assertThat(names()).containsExactly("run");
    assertThat(folder.resolve("run/summary.json")).isNotEmptyFile();
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
