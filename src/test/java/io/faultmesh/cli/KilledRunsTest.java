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
  @TempDir Path folder;

  private List<String> command(int images) {
    return List.of(
        "run",
        "scenarios/lenet-fashion.yaml",
        "--set=designs=[base]",
        "--set=measure.cycles=none",
        "--set=dataset.calibration.images=8",
        "--set=dataset.images=" + images,
        "--out=" + folder.resolve("run"));
  }

  private Process start(int images) throws IOException {
    return ProgramProcess.plain(command(images))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void ctrlCWhileTheProgressBarIsShownLeavesNothing() throws Exception {
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
