package io.faultmesh.campaign.single;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.experiment.Deadline;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.files.Existing;
import io.faultmesh.oracle.DataFolder;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Single faults of ResNet-20, run as far as they reach and through the whole network: 20,000 with
 * {@code -Dfaultmesh.full=true}, else 400.
 */
class SingleEqualityTest {
  private static final int PER_SITE = Boolean.getBoolean("faultmesh.full") ? 2000 : 40;

  private static SingleFaults run(Path data, boolean exhaustive) {
    Scenario scenario =
        ScenarioLoader.load(
            Path.of("scenarios/resnet20-cifar10.yaml"),
            List.of(
                "dataset.calibration.images=32",
                "designs=[base]",
                "faults={single: {sites: [weight, input, operand, product, partial-sum, bias,"
                    + " accumulator, scale, activation, dram], images: 20, count: "
                    + PER_SITE
                    + "}}"));
    RunOptions options =
        new RunOptions(
            null,
            List.of(data),
            2,
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
    return SingleFaults.run(scenario, Path.of("scenarios"), options);
  }

  @Test
  void faultsAtAnySiteOfResNet20GiveWhatTheWholeNetworkGives() {
    Path data = DataFolder.with("networks/resnet20-cifar10.onnx", "data/cifar10/test.bin");
    SingleFaults early = run(data, false);
    SingleFaults whole = run(data, true);
    assertThat(early.findings().vulnerabilityCsv()).isEqualTo(whole.findings().vulnerabilityCsv());
    assertThat(early.findings().worstFaultsCsv()).isEqualTo(whole.findings().worstFaultsCsv());
  }
}
