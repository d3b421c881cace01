package io.faultmesh.campaign.single;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.LenetRun;
import io.faultmesh.Replay;
import io.faultmesh.Simulation;
import io.faultmesh.experiment.Deadline;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.files.Existing;
import io.faultmesh.measure.SampleSize;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Campaigns of single faults on LeNet. */
class SingleFaultsTest {
  private static final Path FILE = Path.of("scenarios/lenet-fashion.yaml");
  private static final int NEURONS = 6518;
  private static final boolean FULL = Boolean.getBoolean("faultmesh.full");

  @TempDir private Path folder;

  static Scenario scenario(String single, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "dataset.calibration.images=8",
                "dataset.images=40",
                "designs=[base, crt2]",
                "faults={}",
                "faults.single=" + single));
    all.addAll(List.of(settings));
    return ScenarioLoader.load(FILE, all);
  }

  static SingleFaults run(int threads, boolean exhaustive, String single, String... settings) {
    RunOptions options =
        new RunOptions(
            null,
            List.of(),
            threads,
            0,
            1,
            KernelKind.FUSED,
            false,
            exhaustive,
            false,
            false,
            Existing.REFUSE,
            Deadline.NEVER,
            Optional.empty());
    return SingleFaults.run(scenario(single, settings), FILE.getParent(), options);
  }

  /** Rows of a CSV text by "design site layer bit"; what is stuck says so behind its site. */
  static Map<String, Map<String, String>> rows(String csv) {
    Map<String, Map<String, String>> rows = new HashMap<>();
    List<String> lines = csv.lines().toList();
    String[] names = lines.get(0).split(",", -1);
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", -1);
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < names.length; i++) {
        row.put(names[i], fields[i]);
      }
      List<String> key =
          new ArrayList<>(List.of(fields).subList(0, row.containsKey("fault") ? 5 : 4));
      key.remove("flip");
      rows.put(String.join(" ", key).strip(), row);
    }
    return rows;
  }

  static double number(Map<String, String> row, String column) {
    return Double.parseDouble(row.get(column));
  }

  @Test
  void resultsAreTheSameForAnyThreadsAndWithoutShortcuts() {
    String single =
        "{sites: [weight, input, operand, product, partial-sum, bias, accumulator, scale,"
            + " activation, dram], count: "
            + (FULL ? 2000 : 150)
            + ", images: 20}";
    SingleFaults one = run(1, false, single);
    SingleFaults whole = run(2, true, single);
    assertThat(one.findings().vulnerabilityCsv()).isEqualTo(whole.findings().vulnerabilityCsv());
    assertThat(one.findings().worstFaultsCsv()).isEqualTo(whole.findings().worstFaultsCsv());
  }

  @Test
  void samplesFollowTheFormulaAndRowsAddUp() {
    var findings = run(2, false, "{margin: 0.05, strata: [layer, bit], images: 10}").findings();
    Map<String, Map<String, String>> rows = rows(findings.vulnerabilityCsv());
    long sampled = 0;
    for (int layer = 0; layer < 5; layer++) {
      for (int bit = 0; bit < 8; bit++) {
        Map<String, String> row = rows.get("base activation " + layer + " " + bit);
        long population = Long.parseLong(row.get("population"));
        assertThat(Long.parseLong(row.get("sampled")))
            .isEqualTo(SampleSize.of(population, 0.05, 0.95));
        sampled += Long.parseLong(row.get("sampled"));
        assertThat(number(row, "avfHigh")).isGreaterThan(number(row, "avfLow"));
      }
    }
    Map<String, String> total = rows.get("base activation");
    assertThat(number(total, "population")).isEqualTo(10 * 8 * NEURONS);
    assertThat(number(total, "sampled")).isEqualTo(sampled);
    assertTheTotalWeighsItsStrata(rows);
  }

  /** The total of LeNet's 40 strata of layer and bit. */
  static void assertTheTotalWeighsItsStrata(Map<String, Map<String, String>> rows) {
    Map<String, String> total = rows.get("base activation");
    double weighted = 0;
    for (int layer = 0; layer < 5; layer++) {
      for (int bit = 0; bit < 8; bit++) {
        Map<String, String> row = rows.get("base activation " + layer + " " + bit);
        weighted += number(row, "population") * number(row, "avf");
      }
    }
    assertThat(number(total, "avf"))
        .isCloseTo(weighted / number(total, "population"), within(1e-12));
  }

  @Test
  void strataAddUpToWhatAUniformSampleFinds() {
    Map<String, Map<String, String>> strata =
        rows(
            run(2, false, "{margin: 0.04, strata: [layer, bit], images: 40}")
                .findings()
                .vulnerabilityCsv());
    Map<String, Map<String, String>> uniform =
        rows(run(2, false, "{count: 20000, images: 40}").findings().vulnerabilityCsv());
    Map<String, String> a = strata.get("base activation");
    Map<String, String> b = uniform.get("base activation");
    assertThat(number(a, "avfLow")).isLessThan(number(b, "avfHigh"));
    assertThat(number(b, "avfLow")).isLessThan(number(a, "avfHigh"));
  }

  @Test
  void votedBitsAreCorrectedAndTakeNoEffect() {
    Map<String, Map<String, String>> rows =
        rows(run(2, false, "{count: 2000, images: 10}").findings().vulnerabilityCsv());
    for (int bit : new int[] {6, 7}) {
      Map<String, String> row = rows.get("crt2 activation  " + bit);
      assertThat(row.get("corrected")).isEqualTo(row.get("sampled"));
      assertThat(row.get("tookEffect")).isEqualTo("0");
      assertThat(row.get("masked")).isEqualTo(row.get("sampled"));
      assertThat(rows.get("base activation  " + bit).get("tookEffect"))
          .isEqualTo(row.get("sampled"));
    }
    assertThat(rows.get("crt2 activation  5"))
        .isEqualTo(with(rows.get("base activation  5"), "crt2"));
  }

  private static Map<String, String> with(Map<String, String> row, String design) {
    Map<String, String> other = new HashMap<>(row);
    other.put("design", design);
    return other;
  }

  @Test
  void aReplayOfTheWorstFaultsChangesAsManyAnswers() throws IOException {
    LenetRun run =
        LenetRun.of(
            folder.resolve("run"),
            2,
            1,
            "designs=[base]",
            "dataset.images=40",
            "measure={cycles: none}",
            "faults={single: {count: 4000, sites: [activation, weight], images: 40}}");
    Map<String, Map<String, String>> rows = rows(run.text("vulnerability.csv"));
    double expected =
        number(rows.get("base activation"), "sdc1") + number(rows.get("base weight"), "sdc1");
    assertThat(expected).isPositive();
    RunOptions options = new RunOptions(folder.resolve("again"), List.of(), 2, 0, 1, false);
    Replay.on(
        folder.resolve("run/worst-faults.csv"),
        FILE,
        List.of(
            "designs=[base]",
            "dataset.calibration.images=8",
            "dataset.images=40",
            "measure={cycles: none}"),
        Replay.Part.FAULTS,
        options);
    List<String> trials = Files.readAllLines(folder.resolve("again/trials.csv"));
    int column = List.of(trials.get(0).split(",")).indexOf("sdc1");
    double changed =
        trials.stream().skip(1).mapToDouble(t -> Double.parseDouble(t.split(",")[column])).sum();
    assertThat(changed).isEqualTo(expected);
  }

  @Test
  void muchWorkIsNotStartedUnasked() {
    assertThatThrownBy(() -> run(1, false, "{strata: [layer, bit], margin: 0.001}"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--yes")
        .hasMessageContaining("40 strata");
    assertThatThrownBy(() -> scenario("{sites: [pe]}")).hasMessageContaining("pe");
    assertThatThrownBy(() -> scenario("{margin: 0.02, count: 5}")).hasMessageContaining("count");
  }

  /** A whole run refuses it before it computes accuracy, of which nothing is left. */
  @Test
  void muchWorkIsRefusedBeforeAnythingElseIsComputed() {
    Scenario much = scenario("{strata: [layer, bit], margin: 0.001}");
    RunOptions options = new RunOptions(folder.resolve("much"), List.of(), 2, 0, 1, false);
    assertThatThrownBy(() -> Simulation.run(much, FILE.getParent(), options))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--yes");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void burstsAreSingleEventsThatACodeForSingleErrorsDoesNotCorrect() {
    String designs = "designs=[base, {name: coded, protect: [{secded: {on: [weight]}}]}]";
    String single = "{sites: [weight], count: 1000, images: 10}";
    String two = "faults.burst={shares: [0.0, 1.0]}";
    Map<String, Map<String, String>> bits =
        rows(run(2, false, single, designs).findings().vulnerabilityCsv());
    SingleFaults bursts = run(2, false, single, designs, two);
    Map<String, Map<String, String>> pairs = rows(bursts.findings().vulnerabilityCsv());
    assertThat(number(bits.get("coded weight"), "corrected")).isEqualTo(1000);
    assertThat(number(bits.get("coded weight"), "detected")).isZero();
    // Pairs within a word are detected; those that the word's end cuts short are single bits.
    assertThat(number(pairs.get("coded weight"), "detected")).isBetween(950.0, 999.0);
    assertThat(
            number(pairs.get("coded weight"), "corrected")
                + number(pairs.get("coded weight"), "detected"))
        .isEqualTo(1000);
    assertThat(bursts.findings().vulnerabilityCsv())
        .isEqualTo(run(1, true, single, designs, two).findings().vulnerabilityCsv());
  }

  @Test
  void vulnerabilityFallsFromBit7ToBit4OfResults() {
    // The logits' layer, where each bit's share is far above its interval.
    Map<String, Map<String, String>> rows =
        rows(
            run(2, false, "{strata: [bit], count: 4000, images: 40}", "faults.layers=[4]")
                .findings()
                .vulnerabilityCsv());
    for (int bit = 7; bit > 4; bit--) {
      Map<String, String> high = rows.get("base activation  " + bit);
      Map<String, String> low = rows.get("base activation  " + (bit - 1));
      assertThat(number(high, "avf")).isGreaterThan(number(low, "avf"));
    }
  }

  @Test
  void atALowRateARunFindsWhatSingleFaultsSay() throws IOException {
    Map<String, String> single =
        rows(run(2, false, "{count: 20000, images: 40}").findings().vulnerabilityCsv())
            .get("base activation");
    LenetRun run =
        LenetRun.of(
            folder.resolve("low"),
            2,
            1,
            "designs=[base]",
            "dataset.images=40",
            "measure={}",
            "faults={ber: [1.0e-7], trials: 40000}");
    Map<String, String> low = rows(run.text("designs.csv")).values().iterator().next();
    // An image has 52,144 result bits, so flips meet nearly always alone.
    double flips = 8 * NEURONS * 1e-7;
    assertThat(number(low, "sdc1ImagesLow")).isLessThan(flips * number(single, "avfHigh"));
    assertThat(number(low, "sdc1ImagesHigh")).isGreaterThan(flips * number(single, "avfLow"));
    assertThat(number(low, "sdc1Mean")).isPositive();
  }
}
