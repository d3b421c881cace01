package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.report.DesignResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs with faults must have in common, on LeNet. */
class FaultRunsTest {
  private static final String[] MANY_IMAGES = {
    "measure={cycles: none}", "dataset.images=500", "faults.trials=100", "faults.ber=[1.0e-5]"
  };

  @TempDir private Path folder;

  private LenetRun run(String name, String... settings) {
    return LenetRun.of(folder.resolve(name), 2, 100, settings);
  }

  @Test
  void theVulnerabilitiesOfSingleBitsAddUpToTheWhole() {
    double whole = sdc("all", "[0, 1, 2, 3, 4, 5, 6, 7]");
    double sum = 0;
    for (int bit = 0; bit < 8; bit++) {
      sum += sdc("bit" + bit, "[" + bit + "]");
    }
    // 50,000 inferences with a flip in every second of them, so that few have two.
    assertThat(whole).isGreaterThan(0.001);
    assertThat(sum).isCloseTo(whole, within(0.2 * whole));
  }

  private double sdc(String name, String bits) {
    List<String> settings = new ArrayList<>(List.of(MANY_IMAGES));
    settings.add("designs=[base]");
    settings.add("faults.bits=" + bits);
    LenetRun run = run(name, settings.toArray(String[]::new));
    return run.findings().summary().results().get(0).sdc1().mean();
  }

  @Test
  void aDesignGivesAloneWhatItGivesAmongOthers() {
    String[] settings = {"faults.ber=[1.0e-3]", "faults.trials=3", "measure={cycles: none}"};
    List<DesignResult> together = run("together", settings).findings().summary().results();
    String[] designs = {
      "base", "crt2", "{preset: arch, score: random}", "{preset: alg, score: random}"
    };
    for (int i = 0; i < designs.length; i++) {
      String design = "designs=[" + designs[i] + "]";
      LenetRun alone = run("alone" + i, settings[0], settings[1], settings[2], design);
      DesignResult result = alone.findings().summary().results().get(0);
      assertThat(together).contains(result);
    }
  }
}
