package io.faultmesh.campaign.single;

import static io.faultmesh.campaign.single.SingleFaultsTest.assertTheTotalWeighsItsStrata;
import static io.faultmesh.campaign.single.SingleFaultsTest.number;
import static io.faultmesh.campaign.single.SingleFaultsTest.rows;
import static io.faultmesh.campaign.single.SingleFaultsTest.run;
import static io.faultmesh.campaign.single.SingleFaultsTest.scenario;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A second step of sampling, which spends faults where the first found variance. */
class SingleStepsTest {
  private static final String TWO =
      "{sites: [activation, weight], strata: [layer, bit], count: 20, secondStep: 1000, images: 10}";

  @Test
  void twoStepsGiveTheSameForAnyThreadsAndWithoutShortcuts() {
    SingleFaults one = run(1, false, TWO);
    SingleFaults two = run(2, true, TWO);
    assertThat(one.findings().vulnerabilityCsv()).isEqualTo(two.findings().vulnerabilityCsv());
    assertThat(one.findings().worstFaultsCsv()).isEqualTo(two.findings().worstFaultsCsv());
  }

  @Test
  void totalsOfBothStepsAreSumsOverStrata() {
    Map<String, Map<String, String>> rows = rows(run(2, false, TWO).findings().vulnerabilityCsv());
    Map<String, String> total = rows.get("base activation");
    assertThat(number(total, "sampled")).isEqualTo(5 * 8 * 20 + 1000);
    assertThat(number(rows.get("crt2 activation"), "sampled")).isEqualTo(5 * 8 * 20 + 1000);
    assertTheTotalWeighsItsStrata(rows);
  }

  @Test
  void theSecondStepSpendsItsFaultsWhereAnswersDiffer() {
    String single = "{strata: [bit], count: 400, secondStep: 4000, images: 40}";
    Map<String, Map<String, String>> rows =
        rows(
            run(2, false, single, "designs=[base]", "faults.layers=[1]")
                .findings()
                .vulnerabilityCsv());
    Map<String, String> often = rows.get("base activation  6");
    Map<String, String> never = rows.get("base activation  0");
    assertThat(number(often, "avf")).isGreaterThan(5 * number(never, "avf"));
    assertThat(number(often, "sampled")).isGreaterThan(1.3 * number(never, "sampled"));
  }

  @Test
  void noFaultIsDrawnTwice() {
    // More than the last layer's bits, so that all of these are drawn.
    SingleFaults all =
        run(
            2,
            false,
            "{strata: [bit], count: 300, secondStep: 100000, images: 10}",
            "faults.layers=[4]");
    Map<String, String> total = rows(all.findings().vulnerabilityCsv()).get("base activation");
    assertThat(number(total, "sampled")).isEqualTo(10 * 10 * 8);
    List<String> lines =
        all.findings().worstFaultsCsv().lines().filter(line -> !line.startsWith("#")).toList();
    assertThat(new HashSet<>(lines)).hasSameSizeAs(lines);
    assertThat(number(total, "avf")).isEqualTo(number(total, "sdc1") / 800);
  }

  @Test
  void aSecondStepNeedsStrataToChooseFrom() {
    assertThatThrownBy(() -> scenario("{secondStep: 100}"))
        .hasMessageContaining("secondStep")
        .hasMessageContaining("strata");
    assertThatThrownBy(() -> scenario("{secondStep: 0, strata: [bit]}"))
        .hasMessageContaining("secondStep");
    assertThatThrownBy(() -> run(1, false, "{secondStep: 2000000, strata: [bit], images: 40}"))
        .hasMessageContaining("--yes");
  }
}
