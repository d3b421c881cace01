package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.report.DesignResult;
import io.faultmesh.scenario.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flips that come within a window of an image's cycles only. */
class WindowInRunTest {
  private static final String FAULTS =
      "faults={ber: [1e-3], trials: 1, sites: [weight, input, partial-sum, activation]%s}";

  @TempDir Path folder;

  private LenetRun run(String name, int threads, String window, String... settings) {
    List<String> all = new ArrayList<>();
    all.add("designs=[base, crt2, {name: coded, protect: [secded]}]");
    all.add("measure={accuracy: machine, cycles: none, trace: faults}");
    all.add("dataset.images=1");
    all.add(String.format(FAULTS, window));
    all.addAll(List.of(settings));
    return LenetRun.of(folder.resolve(name), threads, 256, all.toArray(String[]::new));
  }

  private static List<Long> flips(LenetRun run) {
    return run.findings().summary().results().stream()
        .map(DesignResult::flips)
        .map(flips -> flips.actual())
        .toList();
  }

  @Test
  void windowsThatFollowEachOtherDivideTheFlipsAmongThem() {
    List<Long> all = flips(run("all", 1, ""));
    List<Long> early = flips(run("early", 1, ", window: {first: 0, last: 3000}"));
    List<Long> late = flips(run("late", 1, ", window: {first: 3001, last: 1000000}"));
    assertThat(early).allMatch(count -> count > 0);
    assertThat(late).allMatch(count -> count > 0);
    assertThat(IntStream.range(0, all.size()).mapToObj(i -> early.get(i) + late.get(i)))
        .isEqualTo(all);
    assertThat(flips(run("none", 1, ", window: {first: 1000000, last: 2000000}"))).containsOnly(0L);
  }

  @Test
  void aWindowOfAllCyclesChangesNoByte() {
    var whole = run("whole", 1, ", window: {first: 0, last: 1000000}").files();
    var plain = run("plain", 2, "").files();
    assertThat(whole.get("designs.csv")).isEqualTo(plain.get("designs.csv"));
    assertThat(whole.get("trials.csv")).isEqualTo(plain.get("trials.csv"));
    assertThat(whole.get("checks.csv")).isEqualTo(plain.get("checks.csv"));
  }

  @Test
  void theFastEngineRefusesAWindow() {
    assertThatThrownBy(
            () -> run("fast", 1, ", window: {first: 0, last: 9}", "measure.accuracy=fast"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("faults.window needs measure.accuracy: machine");
  }
}
