package io.faultmesh.campaign.unit;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.LenetRun;
import io.faultmesh.experiment.Inputs;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.fast.Campaign;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnitWorkTest {
  @Test
  void progressIsToldWithinAUnitAndChangesNothing() throws InterruptedException {
    Scenario scenario =
        LenetRun.scenario("dataset.images=30", "faults.trials=4", "designs=[base, crt2]");
    FileLookup files = new FileLookup(LenetRun.BESIDES, List.of());
    try (Inputs inputs = Inputs.open(scenario, files, Optional.empty())) {
      Preparation prepared = inputs.calibrate(1);
      AccuracyMeasurement accuracy =
          new AccuracyMeasurement(prepared.quantised(), prepared.protections(), prepared, null);
      WorkPlan plan = new WorkPlan(prepared.images().firstIndex(), 30, List.of(4), 30, 4);
      UnitWork work = new UnitWork(accuracy, plan, null);
      List<Long> told = new ArrayList<>();
      try (Campaign campaign =
          new Campaign(
              prepared.quantised(),
              accuracy.changingGolden(),
              prepared.images(),
              1,
              10,
              KernelKind.FUSED)) {
        UnitCounts silent = campaign.onALane((l, unit) -> work.compute(l, unit, 10), plan.unit(0));
        UnitWork telling = work.telling(told::add);
        UnitCounts shown =
            campaign.onALane((l, unit) -> telling.compute(l, unit, 10), plan.unit(0));
        assertThat(UnitCodec.write(shown)).isEqualTo(UnitCodec.write(silent));
      }
      assertThat(told).allMatch(images -> images == 10).hasSize(3 * (1 + accuracy.runs().size()));
    }
  }
}
