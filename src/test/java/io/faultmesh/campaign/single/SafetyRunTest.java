package io.faultmesh.campaign.single;

import static io.faultmesh.campaign.single.SingleFaultsTest.number;
import static io.faultmesh.campaign.single.SingleFaultsTest.rows;
import static io.faultmesh.campaign.single.SingleFaultsTest.scenario;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.faultmesh.LenetRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures for a safety case from runs of LeNet. */
class SafetyRunTest {
  private static final String WEIGHTS = "weight buffer weight 4194304";

  @TempDir private Path folder;

  private LenetRun run(String... settings) {
    String[] all = new String[settings.length + 2];
    all[0] = "dataset.images=20";
    all[1] = "measure={cycles: none}";
    System.arraycopy(settings, 0, all, 2, settings.length);
    return LenetRun.of(folder.resolve("run"), 2, 1, all);
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
