package io.faultmesh.campaign.single;

import static io.faultmesh.campaign.single.SingleFaultsTest.number;
import static io.faultmesh.campaign.single.SingleFaultsTest.rows;
import static io.faultmesh.campaign.single.SingleFaultsTest.run;
import static io.faultmesh.campaign.single.SingleFaultsTest.scenario;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.LenetRun;
import io.faultmesh.Replay;
import io.faultmesh.experiment.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bits that are stuck, one at a time. */
class SingleStuckTest {
  private static final String ALL =
      "{sites: [], stuck: [pe, weight, input, activation, bias, scale], count: 40, images: 10}";

  @TempDir private Path folder;

  @Test
  void stuckBitsGiveTheSameForAnyThreadsAndWithoutShortcuts() {
    SingleFaults one = run(1, false, ALL);
    SingleFaults two = run(2, true, ALL);
    assertThat(one.findings().vulnerabilityCsv()).isEqualTo(two.findings().vulnerabilityCsv());
    assertThat(one.findings().worstFaultsCsv()).isEqualTo(two.findings().worstFaultsCsv());
    Map<String, Map<String, String>> rows = rows(one.findings().vulnerabilityCsv());
    // An array of 32 x 32 elements with 64 bits each, a weight buffer of 512 KiB.
    assertThat(number(rows.get("base pe stuck-at-0"), "population")).isEqualTo(1024 * 64);
    assertThat(number(rows.get("base weight stuck-at-1"), "population")).isEqualTo(8 * 512 * 1024);
    assertThat(number(rows.get("base bias stuck-at-1"), "population")).isEqualTo(32 * 32);
    assertThat(number(rows.get("base pe stuck-at-1"), "sampled")).isEqualTo(40);
    // Of a register whose sign is often 0 one value or the other takes effect nearly always.
    assertThat(
            number(rows.get("base pe stuck-at-0"), "tookEffect")
                + number(rows.get("base pe stuck-at-1"), "tookEffect"))
        .isPositive();
    assertThat(rows).containsKey("base pe stuck-at-0  7").doesNotContainKey("base pe stuck-at-0 0");
  }

  @Test
  void aCodeCorrectsAStuckCellOfTheWeightBuffer() {
    String designs = "designs=[base, {name: coded, protect: [{secded: {on: [weight]}}]}]";
    String single = "{sites: [], stuck: [weight], count: 300, images: 10}";
    // LeNet's largest layer has 48,000 weights: a buffer of 64 KiB.
    Map<String, Map<String, String>> rows =
        rows(
            run(2, false, single, designs, "accelerator.cache.weightKiB=64", "faults.bits=[7]")
                .findings()
                .vulnerabilityCsv());
    for (String form : List.of("stuck-at-0", "stuck-at-1")) {
      Map<String, String> bare = rows.get("base weight " + form);
      Map<String, String> coded = rows.get("coded weight " + form);
      assertThat(number(bare, "tookEffect")).isPositive();
      assertThat(number(coded, "tookEffect")).isZero();
      assertThat(number(coded, "masked")).isEqualTo(number(coded, "sampled"));
      assertThat(number(coded, "corrected")).isGreaterThanOrEqualTo(number(bare, "tookEffect"));
    }
  }

  @Test
  void aReplayOfOneStuckBitFindsTheImageThatItChanged() throws IOException {
    LenetRun run =
        LenetRun.of(
            folder.resolve("run"),
            2,
            1,
            "designs=[base]",
            "dataset.images=20",
            "measure={cycles: none}",
            "faults={single: {sites: [activation], stuck: [pe], count: 200, images: 20}}");
    Map<String, Map<String, String>> rows = rows(run.text("vulnerability.csv"));
    double flips = number(rows.get("base activation"), "sdc1");
    double stuck =
        number(rows.get("base pe stuck-at-0"), "sdc1")
            + number(rows.get("base pe stuck-at-1"), "sdc1");
    assertThat(stuck).isPositive();
    Replay.on(
        folder.resolve("run/worst-faults.csv"),
        Path.of("scenarios/lenet-fashion.yaml"),
        List.of(
            "designs=[base]",
            "dataset.calibration.images=8",
            "dataset.images=20",
            "measure={cycles: none}"),
        Replay.Part.FAULTS,
        new RunOptions(folder.resolve("again"), List.of(), 2, 0, 1, false));
    List<String> trials = Files.readAllLines(folder.resolve("again/trials.csv"));
    int column = List.of(trials.get(0).split(",")).indexOf("sdc1");
    List<Double> changed =
        trials.stream().skip(1).map(t -> Double.parseDouble(t.split(",")[column])).toList();
    // Each stuck bit has a trial, the last ones, and changes at least the answer that it changed.
    List<Double> lasting = changed.subList(changed.size() - (int) stuck, changed.size());
    assertThat(lasting).allMatch(count -> count >= 1);
    assertThat(changed.subList(0, changed.size() - (int) stuck).stream().mapToDouble(c -> c).sum())
        .isEqualTo(flips);
  }

  @Test
  void whatCannotStickIsRefused() {
    assertThatThrownBy(() -> scenario("{stuck: [product]}"))
        .hasMessageContaining("stuck")
        .hasMessageContaining("product cannot stick");
    assertThatThrownBy(() -> scenario("{stuck: [pe, pe]}")).hasMessageContaining("repeat");
    assertThatThrownBy(() -> scenario("{sites: [pe]}")).hasMessageContaining("stuck");
    assertThatThrownBy(() -> run(1, false, "{sites: []}")).hasMessageContaining("no bit is left");
  }
}
