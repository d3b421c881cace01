package io.faultmesh.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.result.Activity.Traffic;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.Preset;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnergyModelTest {
  private static final Traffic NONE = Traffic.NONE;
  private static final long COUNT = 1000;

  private final EnergyModel model =
      new EnergyModel(TechnologyFile.standard(), AcceleratorSettings.DEFAULT);
  private final Protection base = Designs.preset(Preset.BASE);

  private double pj(Protection design, Activity activity) {
    return model.of(design, activity, 0).totalPj();
  }

  private static Activity macs(long array, long unit) {
    return new Activity(array, 0, 0, unit, 0, 0, 0, NONE, NONE, NONE);
  }

  private static Activity buffers(Traffic input, Traffic weight, Traffic output) {
    return new Activity(0, 0, 0, 0, 0, 0, 0, input, weight, output);
  }

  @Test
  void nothingDoneTakesNothing() {
    assertThat(pj(Designs.preset(Preset.CL), macs(0, 0))).isZero();
  }

  @Test
  void productsAndTransfersTakeTheirFigures() {
    assertThat(pj(base, macs(COUNT, 0))).isCloseTo(COUNT * (0.2 + 0.1 + 48 * 0.009), within(1e-6));
    Activity operands = new Activity(0, 0, COUNT, 0, 0, 0, 0, NONE, NONE, NONE);
    assertThat(pj(base, operands)).isCloseTo(COUNT * 8 * 0.009, within(1e-6));
    assertThat(model.of(base, Activity.NONE, COUNT).totalPj())
        .isCloseTo(COUNT * 64.0, within(1e-6));
  }

  @Test
  void aResultTakesItsBiasAndAProductOrAShift() {
    Activity results = new Activity(0, 0, 0, 0, 0, COUNT, 0, NONE, NONE, NONE);
    assertThat(pj(base, results)).isCloseTo(COUNT * (0.1 + 3.7), within(1e-6));
    Protection shifts = Designs.voting(Designs.constrained(List.of(8)), 0, 0, 0, 32);
    assertThat(pj(shifts, results)).isCloseTo(COUNT * (0.1 + 0.27), within(1e-6));
  }

  @Test
  void bufferAccessesFollowTheRootOfTheCapacity() {
    Traffic read = new Traffic(COUNT, 0);
    double input = pj(base, buffers(read, NONE, NONE));
    assertThat(input).isCloseTo(COUNT * 4.05, within(1e-6));
    assertThat(pj(base, buffers(NONE, read, NONE))).isCloseTo(2 * input, within(1e-6));
    assertThat(pj(base, buffers(NONE, NONE, new Traffic(0, COUNT))))
        .isCloseTo(COUNT * 3.275, within(1e-6));
  }

  @Test
  void replicasAndVotesTakeEnergyWhereTheyAre() {
    double last = pj(base, macs(COUNT, 0));
    for (int bits = 1; bits <= 8; bits++) {
      double own = pj(Designs.voting(Designs.NETWORK, bits, 0, 8, 32), macs(COUNT, 0));
      assertThat(own).as("%d bits", bits).isGreaterThan(last);
      last = own;
    }
    assertThat(last).isLessThan(3 * pj(base, macs(COUNT, 0)) + COUNT * 48 * 0.00225);
    Protection onUnit = Designs.voting(Designs.NETWORK, 0, 0.1, 8, 32);
    assertThat(pj(onUnit, macs(COUNT, 0))).isEqualTo(pj(base, macs(COUNT, 0)));
    assertThat(pj(onUnit, macs(0, COUNT))).isGreaterThan(2 * pj(base, macs(COUNT, 0)));
  }
}
