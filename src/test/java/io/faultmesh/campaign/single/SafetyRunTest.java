package io.faultmesh.campaign.single;

import static io.faultmesh.campaign.single.SingleFaultsTest.number;
import static io.faultmesh.campaign.single.SingleFaultsTest.rows;
import static io.faultmesh.campaign.single.SingleFaultsTest.scenario;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.faultmesh.LenetRun;
import io.faultmesh.oracle.generated.OnnxGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures for a safety case from runs of LeNet. */
class SafetyRunTest {
  private static final String WEIGHTS = "weight buffer weight 4194304";

  @TempDir private Path folder;

  private LenetRun run(String... settings) {
    return run(folder.resolve("run"), settings);
  }

  private static LenetRun run(Path folder, String... settings) {
    String[] all = new String[settings.length + 2];
    all[0] = "dataset.images=20";
    all[1] = "measure={cycles: none}";
    System.arraycopy(settings, 0, all, 2, settings.length);
    return LenetRun.of(folder, 2, 1, all);
  }

  @Test
  void aCodeOnWeightsCoversTheirDangerousFaultsAndNoOthers() {
    LenetRun run =
        run(
            "designs=[base, {name: coded, protect: [{secded: {on: [weight]}}]}]",
            "safety={fitPerMbit: 500, dramFitPerMbit: 20, source: a test}",
            "faults={single: {count: 4000, sites: [activation, weight, dram], images: 20}}");
    Map<String, Map<String, String>> rows = rows(run.text("safety.csv"));
    Map<String, String> bare = rows.get("base " + WEIGHTS);
    Map<String, String> coded = rows.get("coded " + WEIGHTS);
    assertThat(number(bare, "fit")).isEqualTo(2000);
    // LeNet's 61,470 weights fill at most an eighth of the buffer, and for a part of the time.
    assertThat(number(bare, "live")).isBetween(1e-4, 0.125);
    assertThat(number(bare, "dangerous")).isPositive().isEqualTo(number(coded, "dangerous"));
    assertThat(number(bare, "coverage")).isZero();
    assertThat(number(coded, "coverage")).isEqualTo(1);
    assertThat(number(coded, "residualFit")).isZero();
    assertThat(number(coded, "residualFitHigh")).isPositive();
    assertThat(number(bare, "residualFit"))
        .isLessThanOrEqualTo(number(bare, "fit") * number(bare, "live"));
    assertThat(rows.get("coded output buffer activation 1048576").get("coverage")).isEqualTo("0.0");
    assertThat(rows.keySet()).anyMatch(key -> key.startsWith("base dram dram "));
    assertThat(run.text("safety.json")).contains("\"source\" : \"a test\"", "\"asil\" : \"D\"");
    // What the code corrects is no longer among the undetected faults of its design.
    assertThat(run.text("undetected-faults.csv"))
        .contains("# another answer without a flag in base\n")
        .contains("# another answer without a flag in base, coded\n");
  }

  @Test
  void eachMechanismIsHeldAgainstTheBareArrayByItself() {
    LenetRun run =
        run(
            "designs=[{name: both, protect: [{secded: {on: [weight]}}, {tmr: {bits: 8}}]}]",
            "safety={fitPerMbit: 500, source: a test}",
            "faults={single: {count: 2000, sites: [activation, weight], images: 20}}");
    Map<String, Map<String, String>> rows = rows(run.text("coverage.csv"));
    assertThat(rows.get("both secded weight buffer weight").get("coverage")).isEqualTo("1.0");
    assertThat(rows.get("both tmr weight buffer weight").get("coverage")).isEqualTo("0.0");
    assertThat(rows.get("both secded output buffer activation").get("coverage")).isEqualTo("0.0");
    assertThat(rows.get("both tmr output buffer activation").get("coverage")).isEqualTo("1.0");
    Map<String, Map<String, String>> together = rows(run.text("safety.csv"));
    assertThat(number(together.get("both " + WEIGHTS), "coverage")).isEqualTo(1);
  }

  @Test
  void stuckBitsHaveALatentFaultMetric() throws IOException {
    LenetRun run =
        run(
            "designs=[base, {name: coded, protect: [{secded: {on: [weight]}}]}]",
            "accelerator.cache.weightKiB=64",
            "safety={fitPerMbit: 500, permanentFitPerMbit: 5, source: a test}",
            "faults={bits: [6, 7], single: {sites: [activation], stuck: [weight, pe], count: 300,"
                + " images: 20}}");
    JsonNode designs = new JsonMapper().readTree(run.text("safety.json")).get("designs");
    assertThat(designs).hasSize(4);
    JsonNode permanent = designs.get(3);
    assertThat(permanent.get("design").textValue()).isEqualTo("coded");
    assertThat(permanent.get("faults").textValue()).isEqualTo("permanent");
    // Nothing is covered in silence: the code tells what it corrects.
    assertThat(permanent.get("lfm").doubleValue()).isEqualTo(1);
    assertThat(permanent.get("lfmBound").doubleValue()).isLessThan(1);
    assertThat(designs.get(0).get("faults").textValue()).isEqualTo("transient");
    assertThat(designs.get(0).has("lfm")).isFalse();
    assertThat(run.text("safety.csv")).contains("array registers,pe,65536,permanent,");
  }

  /** Weight-stationary, LeNet's larger windows are several K tiles, whose sums wait in between. */
  @Test
  void runningSumsThatWaitInTheOutputBufferCountThere() {
    String[] settings = {
      "designs=[{name: copied, protect: [{tmr: {bits: 8}}]}]",
      "accelerator={array: {dataflow: weight-stationary}}",
      "safety={fitPerMbit: 500, source: a test}"
    };
    Map<String, String> alone = outputBuffer(settings, "[activation]");
    Map<String, String> both = outputBuffer(settings, "[activation, accumulator]");
    assertThat(number(both, "live")).isGreaterThan(number(alone, "live"));
    assertThat(number(both, "sampled")).isEqualTo(2 * number(alone, "sampled"));
    assertThat(both.get("bits")).isEqualTo(alone.get("bits"));
    // Copies of the array's registers do not guard the buffer.
    assertThat(number(both, "undetected")).isGreaterThan(number(alone, "undetected"));
  }

  private Map<String, String> outputBuffer(String[] settings, String sites) {
    String[] all = Arrays.copyOf(settings, settings.length + 1);
    all[settings.length] = "faults={single: {count: 1000, images: 20, sites: " + sites + "}}";
    Path own = folder.resolve(sites.contains(",") ? "both" : "alone");
    LenetRun run = run(own, all);
    return rows(run.text("safety.csv")).get("copied output buffer activation 1048576");
  }

  @Test
  void tablesOfANetworkAreAStructureThatIsAlwaysLive() throws IOException {
    Path network = Files.write(folder.resolve("sigmoid.onnx"), sigmoid());
    LenetRun run =
        run(
            "network=" + network,
            "designs=[base]",
            "safety={fitPerMbit: 1024, source: a test}",
            "faults={single: {count: 2000, sites: [table], images: 20}}");
    Map<String, String> tables = rows(run.text("safety.csv")).get("base lookup tables table 2048");
    // 256 entries of 8 bits, a 512th of a Mbit.
    assertThat(number(tables, "fit")).isEqualTo(2);
    assertThat(number(tables, "live")).isEqualTo(1);
    assertThat(number(tables, "sampled")).isEqualTo(2000);
    assertThat(number(tables, "dangerous")).isPositive().isEqualTo(number(tables, "undetected"));
    assertThat(number(tables, "residualFit"))
        .isCloseTo(2 * number(tables, "undetected") / 2000, within(1e-12));
  }

  @Test
  void skipAdditionsCountInTheOutputBuffer() throws IOException {
    Path network = Files.write(folder.resolve("skip.onnx"), skip());
    Map<String, String> results = outputBuffer(network, "activation");
    Map<String, String> sums = outputBuffer(network, "sum");
    Map<String, String> both = outputBuffer(network, "activation, sum");
    assertThat(number(sums, "sampled")).isEqualTo(16 * 8 * 5);
    assertThat(number(sums, "live")).isPositive();
    assertThat(number(sums, "dangerous")).isPositive().isEqualTo(number(sums, "undetected"));
    assertThat(number(both, "sampled")).isEqualTo(number(results, "sampled") + 640);
    assertThat(number(both, "live"))
        .isCloseTo(number(results, "live") + number(sums, "live"), within(1e-9));
    assertThat(number(both, "residualFit"))
        .isCloseTo(number(results, "residualFit") + number(sums, "residualFit"), within(1e-6));
  }

  private Map<String, String> outputBuffer(Path network, String sites) {
    LenetRun run =
        run(
            folder.resolve(sites.replace(", ", "-")),
            "network=" + network,
            "designs=[base]",
            "safety={fitPerMbit: 1024, source: a test}",
            "faults={single: {count: 100000, sites: [" + sites + "], images: 5}}");
    String site = sites.equals("sum") ? "sum" : "activation";
    return rows(run.text("safety.csv")).get("base output buffer " + site + " 1048576");
  }

  /** Three dense layers; the first one's results are added to the second one's. */
  private static byte[] skip() {
    OnnxGraph graph = new OnnxGraph(13);
    Random random = new Random(1);
    String flat = graph.node("Flatten", List.of(graph.input(1, 28, 28)));
    String first = dense(graph, flat, 784, 16, random);
    String second = dense(graph, first, 16, 16, random);
    return graph.toBytes(dense(graph, graph.node("Add", List.of(first, second)), 16, 10, random));
  }

  /** A sigmoid between two dense layers, with seeded weights. */
  private static byte[] sigmoid() {
    OnnxGraph graph = new OnnxGraph(13);
    Random random = new Random(1);
    String flat = graph.node("Flatten", List.of(graph.input(1, 28, 28)));
    String hidden = graph.node("Sigmoid", List.of(dense(graph, flat, 784, 16, random)));
    return graph.toBytes(dense(graph, hidden, 16, 10, random));
  }

  private static String dense(OnnxGraph graph, String x, int inputs, int outputs, Random random) {
    float[] weights = new float[inputs * outputs];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (random.nextGaussian() / Math.sqrt(inputs));
    }
    return graph.node("MatMul", List.of(x, graph.floats(weights, inputs, outputs)));
  }

  @Test
  void whatGivesNoFiguresIsRefused() {
    assertThatThrownBy(() -> scenario("{strata: [bit]}", "safety={fitPerMbit: 1, source: x}"))
        .hasMessageContaining("faults.single.strata");
    assertThatThrownBy(() -> scenario("{}", "safety={fitPerMbit: 1}"))
        .hasMessageContaining("source");
    assertThatThrownBy(() -> scenario("{}", "safety={fitPerMbit: 1, dramFitPerMbit: 0, source: x}"))
        .hasMessageContaining("dramFitPerMbit");
    assertThatThrownBy(
            () ->
                run(
                    "designs=[base]",
                    "safety={fitPerMbit: 1, source: x}",
                    "faults={single: {count: 10, sites: [dram], images: 2}}"))
        .hasMessageContaining("safety: no structure has both a rate and a site");
  }
}
