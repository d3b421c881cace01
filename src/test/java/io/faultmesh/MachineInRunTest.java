package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.report.DesignCycles;
import io.faultmesh.report.DesignResult;
import io.faultmesh.scenario.Ber;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the machine brings into a run. */
class MachineInRunTest {
  @TempDir Path folder;

  private LenetRun run(String name, int threads, int throughput, String... settings) {
    return LenetRun.of(folder.resolve(name), threads, throughput, settings);
  }

  private LenetRun run(String... settings) {
    return run("run", 2, 100, settings);
  }

  @ParameterizedTest
  @CsvSource({
    "1e-3, '[activation]'",
    "1e-3, '[operand, dram, accumulator]'",
    "1e-5, '[weight, input, product, partial-sum]'",
    "1e-4, '[pe, operand]'"
  })
  void accuracyOnTheMachineIsTheFastEnginesByteForByte(double ber, String sites) {
    String[] common = {
      "faults={ber: [" + ber + "], trials: 2, persistence: trial, sites: " + sites + "}",
      "measure.images=true",
      "measure.cycles=none"
    };
    Map<String, String> fast = run("fast", 2, 1, common).files();
    String[] settings = {common[0], common[1], common[2], "measure.accuracy=machine"};
    Map<String, String> machine = run("machine", 2, 1, settings).files();
    assertThat(fast).containsKeys("trials.csv", "images.csv", "flips.csv");
    assertThat(fast.get("images.csv").lines()).hasSize(1 + 7 * 2 * 6);
    fast.remove("scenario.yaml");
    machine.remove("scenario.yaml");
    assertThat(machine).isEqualTo(fast);
  }

  @Test
  void threadsAndDispatcherChangeNoByte() {
    String[] settings = {"measure.accuracy=machine", "measure.images=true", "faults.trials=1"};
    Map<String, String> one = run("one", 1, 1, settings).files();
    assertThat(run("two", 2, 1000, settings).files()).isEqualTo(one);
    assertThat(run("eight", 8, 64, settings).files()).isEqualTo(one);
    assertThat(one).hasSizeGreaterThan(7 * 7);
  }

  @Test
  void layersAddUpToTheSummary() {
    LenetRun run = run("measure.accuracy=none");
    Map<String, long[]> sums =
        run.text("layers.csv")
            .lines()
            .skip(1)
            .map(line -> line.split(","))
            .collect(
                Collectors.toMap(
                    row -> row[0],
                    row -> new long[] {Long.parseLong(row[3]), Long.parseLong(row[7])},
                    (a, b) -> new long[] {a[0] + b[0], a[1] + b[1]}));
    assertThat(sums).hasSize(7);
    long[] base = sums.get("base");
    for (DesignResult result : run.findings().summary().results()) {
      long[] own = sums.get(result.design());
      assertThat(result.cyclesPerImage()).isEqualTo(own[0]);
      assertThat(result.dramBytesPerImage()).isEqualTo(own[1]);
      assertThat(result.cycleOverhead()).isEqualTo((own[0] - base[0]) / (double) base[0]);
      assertThat(result.bandwidthOverhead()).isEqualTo((own[1] - base[1]) / (double) base[1]);
    }
  }

  @Test
  void votesInSpaceCostNoCyclesAndVotesInTimeDo() {
    Map<String, DesignCycles> cycles = byDesign(run("measure.accuracy=none"));
    for (String design : List.of("base", "crt1", "crt2", "crt3")) {
      assertThat(cycles.get(design).cost().cycleOverhead()).as(design).isZero();
      assertThat(cycles.get(design).foldOverhead().percentile(100)).as(design).isZero();
      assertThat(cycles.get(design).layers()).isEqualTo(cycles.get("base").layers());
    }
    assertThat(cycles.get("alg").cost().cycleOverhead()).isGreaterThan(0.05);
    assertThat(cycles.get("alg").foldOverhead().percentile(100)).isPositive();
  }

  @Test
  void overheadsReferToBaseEvenIfItIsNotListed() {
    String alg = "designs=[{preset: alg, score: random}]";
    LenetRun alone = run("alone", 2, 100, "measure.accuracy=none", alg);
    DesignCycles listed = byDesign(run("measure.accuracy=none")).get("alg");
    DesignCycles own = byDesign(alone).get("alg");
    assertThat(own.cost()).isEqualTo(listed.cost());
    assertThat(own.foldOverhead().differences()).isEqualTo(listed.foldOverhead().differences());
    assertThat(alone.files()).doesNotContainKey("histograms/base-fold.hlog");
  }

  @Test
  void foldsOfAnotherArrayAreNotPaired() {
    LenetRun run =
        run(
            "measure.accuracy=none",
            "designs=[base, {preset: base, name: wide, array: {columns: 64}},"
                + " {preset: base, name: serial, array: {overlap: none}}]");
    assertThat(run.files())
        .containsKeys("histograms/wide-fold.hlog", "histograms/serial-fold-slower.hlog")
        .doesNotContainKeys("histograms/wide-fold-slower.hlog", "histograms/wide-fold-faster.hlog");
    assertThat(byDesign(run).get("wide").foldOverhead()).isNull();
    assertThat(byDesign(run).get("serial").cost().cycleOverhead()).isPositive();
  }

  @Test
  void histogramsCoverAllFoldsOfAllMeasuredImages() {
    LenetRun run = run("measure={accuracy: none, cycleImages: 3}");
    long folds = run.findings().cycles().get(0).layers().stream().mapToLong(l -> l.folds()).sum();
    assertThat(histogram(run, "base-fold").getTotalCount()).isEqualTo(3 * folds);
    assertThat(histogram(run, "base-neuron").getTotalCount()).isEqualTo(3 * 6518);
    assertThat(histogram(run, "base-image").getTotalCount()).isEqualTo(3);
    assertThat(histogram(run, "base-vote").getTotalCount()).isZero();
    assertThat(histogram(run, "crt2-vote").getTotalCount()).isPositive();
    // One vote per layer, which waits for the extra folds.
    assertThat(histogram(run, "alg-vote").getTotalCount()).isEqualTo(3 * 5);
    assertThat(histogram(run, "alg-vote").getMinValue()).isPositive();
    DesignCycles alg = byDesign(run).get("alg");
    long slower = histogram(run, "alg-fold-slower").getTotalCount();
    long faster = histogram(run, "alg-fold-faster").getTotalCount();
    long equal =
        3 * java.util.Arrays.stream(alg.foldOverhead().differences()).filter(d -> d == 0).count();
    assertThat(slower + faster + equal).isEqualTo(3 * folds);
    assertThat((double) histogram(run, "base-image").getMaxValue())
        .isCloseTo(alg.cost().cyclesPerImage() / (1 + alg.cost().cycleOverhead()), within(500.0));
  }

  @Test
  void repairCostsWhatTheColumnsThatItGivesUpCost() {
    LenetRun run =
        run(
            "measure.accuracy=none",
            "faults={ber: [1.0e-5, 2.0e-3], trials: 3, sites: [pe]}",
            "designs=[base, {name: hyca, dppu: {repair: true}}]");
    DesignCycles hyca = byDesign(run).get("hyca");
    assertThat(hyca.cost().cycleOverhead()).isZero();
    assertThat(hyca.at(Ber.of(1e-5)).cyclesPerImage()).isEqualTo(hyca.cost().cyclesPerImage());
    assertThat(hyca.at(Ber.of(2e-3)).cycleOverhead()).isGreaterThan(0.01);
    List<DesignResult> results = run.findings().summary().results();
    assertThat(results.get(1).cyclesPerImage()).isEqualTo(hyca.cost().cyclesPerImage());
    assertThat(results.get(3).cycleOverhead()).isEqualTo(hyca.at(Ber.of(2e-3)).cycleOverhead());
    assertThat(run.text("layers.csv").lines()).hasSize(1 + 2 * 5);
  }

  private static Map<String, DesignCycles> byDesign(LenetRun run) {
    return run.findings().cycles().stream()
        .collect(Collectors.toMap(DesignCycles::design, one -> one));
  }

  private static AbstractHistogram histogram(LenetRun run, String name) {
    String text = run.text("histograms/" + name + ".hlog");
    HistogramLogReader reader =
        new HistogramLogReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    AbstractHistogram histogram = (AbstractHistogram) reader.nextIntervalHistogram();
    assertThat(reader.getStartTimeSec()).isZero();
    assertThat(histogram.getStartTimeStamp()).isZero();
    assertThat(reader.nextIntervalHistogram()).isNull();
    return histogram;
  }
}
