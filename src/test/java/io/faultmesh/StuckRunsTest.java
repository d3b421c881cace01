package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.experiment.RunOptions;
import io.faultmesh.report.DesignResult;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with stuck bits, on LeNet. */
class StuckRunsTest {
  private static final Percentage EXACTLY = Percentage.withPercentage(1e-6);
  private static final String[] WEIGHTS = {
    "faults={stuck: {sites: [weight], value: 1, count: [3, 400]}, trials: 2}",
    "measure={cycles: none, trace: faults}"
  };

  @TempDir private Path folder;

  private LenetRun run(String name, String designs, String... settings) {
    String[] all = new String[settings.length + 1];
    System.arraycopy(settings, 0, all, 0, settings.length);
    all[settings.length] = "designs=" + designs;
    return LenetRun.of(folder.resolve(name), 2, 100, all);
  }

  private static long stuck(LenetRun run, String point, String cells) {
    return run.text("flips.csv")
        .lines()
        .map(line -> line.split(",", -1))
        .filter(line -> line[1].equals(point) && line[9].equals(cells))
        .mapToLong(line -> Long.parseLong(line[7]))
        .sum();
  }

  @Test
  void exactlySoManyBytesHaveAStuckBitInEachTrial() {
    LenetRun run = run("a", "[base]", WEIGHTS);
    assertThat(run.text("rates.csv").lines())
        .containsExactly(
            "ber,site,fault,rate,count",
            "r0,activation,flip,0.0,",
            "r0,weight,stuck,,3",
            "r1,activation,flip,0.0,",
            "r1,weight,stuck,,400");
    assertThat(stuck(run, "r0", "stuck")).isEqualTo(2 * 3);
    assertThat(stuck(run, "r1", "stuck")).isEqualTo(2 * 400);
    for (DesignResult result : run.findings().summary().results()) {
      assertThat(result.flips().expected()).isCloseTo(result.flips().actual(), EXACTLY);
      assertThat(result.struck()).isEqualTo(1);
    }
  }

  @Test
  void aStuckSignOfAScaleRegisterHarmsTheChannelsOfItsColumn() {
    String[] signs = {
      "faults={stuck: {sites: [scale], value: 1, count: [32]}, bits: [31], trials: 1}",
      "measure={cycles: none, trace: faults}"
    };
    // Every column's multiplier is negative, so nothing is recognised.
    LenetRun run = run("a", "[base]", signs);
    assertThat(stuck(run, "r0", "stuck")).isEqualTo(32);
    assertThat(run.findings().summary().results().get(0).accuracy().mean()).isLessThan(0.3);
  }

  @Test
  void aCodeCorrectsStuckCellsImageForImage() {
    String secded = "{name: coded, protect: [{secded: {on: [weight], word: 64}}]}";
    LenetRun run = run("a", "[base, " + secded + "]", WEIGHTS);
    List<DesignResult> results = run.findings().summary().results();
    // One stuck bit in a word of 64 is no harm; every second one is 1 already.
    assertThat(results.get(3).checkedWords().get("corrected")).isPositive();
    assertThat(results.get(3).sdc1().mean()).isZero();
    assertThat(results.get(1).masked().mean()).isLessThan(1);
  }

  @Test
  void theMachineSticksWhatTheFastEngineSticks() {
    String[] settings = {
      "faults={ber: [1.0e-4], sites: [weight, activation],"
          + " stuck: {sites: [weight, input, bias, scale, activation, pe], ber: [1.0e-4]}, trials: 1}",
      "dataset.images=2",
      "measure={cycles: none, images: true}"
    };
    String designs =
        "[base, crt2, {name: coded, protect: [{secded: {on: [weight, input, activation]}}]}]";
    LenetRun fast = run("fast", designs, settings);
    settings[2] = "measure={cycles: none, images: true, accuracy: machine}";
    LenetRun machine = run("machine", designs, settings);
    for (String file : List.of("images.csv", "trials.csv", "flips.csv", "checks.csv")) {
      assertThat(machine.text(file)).as(file).isEqualTo(fast.text(file));
    }
    assertThat(stuck(fast, "1.0E-4", "stuck secded")).isPositive();
    assertThat(fast.files()).doesNotContainKey("rates.csv");
  }

  @Test
  void aTraceOfStuckCellsRunsAgainAndOnAnotherDesign() {
    LenetRun run = run("a", "[base]", WEIGHTS);
    Path trace = run.folder().resolve("trace.fmtrace");
    RunOptions options = new RunOptions(folder.resolve("again"), List.of(), 2, 0, 100, false);
    assertThat(Replay.again(trace, options)).isEmpty();
    Path scenario = Path.of("scenarios/lenet-fashion.yaml");
    List<String> settings = List.of("designs=[base]", "measure={cycles: none}");
    options = new RunOptions(folder.resolve("other"), List.of(), 2, 0, 100, false);
    Replay.on(trace, scenario, settings, Replay.Part.FAULTS, options);
    LenetRun other = new LenetRun(null, folder.resolve("other"));
    assertThat(other.text("trials.csv")).isEqualTo(run.text("trials.csv"));
  }
}
