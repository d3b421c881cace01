package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.report.DesignResult;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run tells of designs whose checks react: not every image costs the same. */
class ReactionsInRunTest {
  private static final int TRIALS = 3;
  private static final int IMAGES = 2;

  @TempDir Path folder;

  private LenetRun run(String name, int threads, int throughput, String... settings) {
    String[] all = Arrays.copyOf(settings, settings.length + 3);
    all[settings.length] =
        "designs=[base, {name: bytes, protect: [{parity: {detected: refetch}}]},"
            + " {name: words, protect: [{secded: {detected: refetch}}]},"
            + " {name: passing, protect: [parity]}]";
    all[settings.length + 1] =
        "faults={ber: [1e-5, 1e-3], trials: " + TRIALS + ", sites: [weight, input]}";
    all[settings.length + 2] = "measure.cycleImages=" + IMAGES;
    return LenetRun.of(folder.resolve(name), threads, throughput, all);
  }

  private static DesignResult of(LenetRun run, String design, double ber) {
    return run.findings().summary().results().stream()
        .filter(one -> one.design().equals(design) && one.ber().rate() == ber)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void reactionsCostWhatTheirImagesTell() {
    LenetRun run = run("run", 2, 100);
    List<String[]> lines =
        run.text("reactions.csv").lines().map(line -> line.split(",", -1)).toList();
    assertThat(lines.get(0))
        .containsExactly("design", "ber", "trial", "image", "cycles", "dramBytes", "energyPj");
    // Two designs that react, at two rates.
    assertThat(lines).hasSize(1 + 2 * 2 * TRIALS * IMAGES);
    DesignResult base = of(run, "base", 1e-3);
    assertThat(base.cycleSpread()).isNull();
    assertThat(of(run, "passing", 1e-3).cycleSpread()).isNull();
    assertThat(of(run, "passing", 1e-3).cyclesPerImage()).isEqualTo(base.cyclesPerImage());
    for (String design : List.of("bytes", "words")) {
      DesignResult rare = of(run, design, 1e-5);
      DesignResult often = of(run, design, 1e-3);
      assertThat(often.cyclesPerImage()).isGreaterThan(base.cyclesPerImage());
      assertThat(often.cyclesPerImage()).isGreaterThan(rare.cyclesPerImage());
      assertThat(often.dramBytesPerImage()).isGreaterThan(base.dramBytesPerImage());
      assertThat(often.energyPjPerImage()).isGreaterThan(rare.energyPjPerImage());
      long[] cycles =
          lines.stream()
              .filter(line -> line[0].equals(design) && line[1].equals("0.001"))
              .mapToLong(line -> Long.parseLong(line[4]))
              .sorted()
              .toArray();
      assertThat((double) often.cyclesPerImage())
          .isCloseTo(Arrays.stream(cycles).average().orElseThrow(), within(0.5));
      assertThat(often.cycleSpread().p50()).isEqualTo(cycles[cycles.length / 2 - 1]);
      assertThat(often.cycleSpread().max()).isEqualTo(cycles[cycles.length - 1]);
    }
    assertThat(run.files())
        .containsKeys(
            "histograms/bytes-struck-image.hlog", "histograms/words-struck-fold-slower.hlog")
        .doesNotContainKey("histograms/base-struck-image.hlog");
  }

  @Test
  void trialsTellWhatTheirImagesCostInTheMean() {
    LenetRun run = run("run", 2, 100);
    List<String[]> images =
        run.text("reactions.csv").lines().skip(1).map(line -> line.split(",", -1)).toList();
    List<String[]> trials =
        run.text("trials.csv").lines().skip(1).map(line -> line.split(",", -1)).toList();
    for (String[] trial : trials) {
      double[] cycles =
          images.stream()
              .filter(image -> Arrays.equals(image, 0, 3, trial, 0, 3))
              .mapToDouble(image -> Double.parseDouble(image[4]))
              .toArray();
      boolean reacts = List.of("bytes", "words").contains(trial[0]);
      assertThat(cycles).hasSize(reacts ? IMAGES : 0);
      String told = trial[trial.length - 3];
      if (reacts) {
        double mean = Arrays.stream(cycles).average().orElseThrow();
        assertThat(Double.parseDouble(told)).isEqualTo(mean);
      } else {
        assertThat(told).isEmpty();
      }
    }
  }

  @Test
  void wordsThatAreReadAgainDoNoHarm() {
    LenetRun run = run("run", 2, 100, "measure.cycles=none");
    assertThat(of(run, "words", 1e-5).masked().mean()).isEqualTo(1);
  }

  @Test
  void threadsDispatcherAndEngineChangeNoByte() {
    Map<String, String> one = run("one", 1, 1).files();
    assertThat(run("two", 2, 1000).files()).isEqualTo(one);
    Map<String, String> machine = run("machine", 2, 64, "measure.accuracy=machine").files();
    one.remove("scenario.yaml");
    machine.remove("scenario.yaml");
    assertThat(machine).isEqualTo(one);
  }
}
