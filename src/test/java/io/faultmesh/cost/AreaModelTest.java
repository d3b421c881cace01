package io.faultmesh.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.mechanism.Repair;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.Preset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AreaModelTest {
  private final AreaModel model =
      new AreaModel(TechnologyFile.standard(), AcceleratorSettings.DEFAULT, false);

  private double overhead(Protection design) {
    return model.of(design).overhead(model.bare());
  }

  private static double part(Area area, String name) {
    return area.parts().stream()
        .filter(part -> part.name().equals(name))
        .mapToDouble(Area.Part::um2)
        .sum();
  }

  @Test
  void theBareChipIsTheOneOfHyCa() {
    assertThat(model.bare().totalUm2()).isCloseTo(7.416e6, within(1e3));
    assertThat(overhead(Designs.preset(Preset.BASE))).isZero();
  }

  /** Read off HyCA's figure, and its percentages; 7.575 mm2 over 7.416 are 2.14 %, printed 2.2. */
  @ParameterizedTest
  @CsvSource({"24, 7.511e6, 0.013", "32, 7.543e6, 0.017", "40, 7.575e6, 0.022"})
  void theUnprotectedUnitCostsWhatHyCaPublished(int multipliers, double um2, double overhead) {
    Protection design = Designs.voting(Designs.NETWORK, 0, 0.01, 0, multipliers);
    assertThat(model.of(design).totalUm2()).isCloseTo(um2, within(5e3));
    assertThat(overhead(design)).isCloseTo(overhead, within(1.2e-3));
  }

  @Test
  void theUnitCountsOnlyWhereItIsUsed() {
    assertThat(overhead(Designs.voting(Designs.NETWORK, 0, 0, 8, 32))).isZero();
    assertThat(model.of(Designs.preset(Preset.CRT1)).parts())
        .noneMatch(part -> part.name().startsWith("DPPU"));
  }

  /** The operands' registers, a fourteenth of an element, stay single. */
  @Test
  void fullTriplingAddsAlmostTwoArraysAndTheVoters() {
    Area full = model.fullTripling();
    double array = part(full, "array");
    assertThat(part(full, "array replicas") / array).isBetween(1.8, 2.0);
    assertThat(part(full, "array voters")).isGreaterThan(0.1 * array);
    assertThat(full.totalUm2())
        .isCloseTo(
            model.bare().totalUm2() + part(full, "array replicas") + part(full, "array voters"),
            within(1e-3));
  }

  @Test
  void areaGrowsWithEveryVotedBit() {
    double last = model.bare().totalUm2();
    double lastOnUnit = overhead(Designs.voting(Designs.NETWORK, 0, 0.1, 0, 32));
    for (int bits = 1; bits <= 8; bits++) {
      double area = model.of(Designs.voting(Designs.NETWORK, bits, 0, 8, 32)).totalUm2();
      double onUnit = overhead(Designs.voting(Designs.NETWORK, 0, 0.1, bits, 32));
      assertThat(area).as("%d bits", bits).isGreaterThan(last);
      assertThat(onUnit).as("%d bits on the unit", bits).isGreaterThan(lastOnUnit);
      assertThat(area).isLessThan(model.fullTripling().totalUm2());
      last = area;
      lastOnUnit = onUnit;
    }
  }

  @Test
  void higherTruncationsMakeTheSameBitsCheaper() {
    double last = Double.MAX_VALUE;
    for (int t = 4; t <= 12; t++) {
      IntegerNetwork network = Designs.constrained(List.of(t));
      double overhead = overhead(Designs.voting(network, 2, 0.1, 3, 32));
      assertThat(overhead).as("t = %d", t).isLessThan(last);
      last = overhead;
    }
    assertThat(last)
        .isLessThan(overhead(Designs.voting(Designs.constrained(List.of(4, 12)), 2, 0.1, 3, 32)));
  }

  @Test
  void aLargerArrayCounts() {
    ArraySettings wide = new ArraySettings(32, 40, null, null, null);
    Protection design =
        Designs.of(Designs.NETWORK, DesignSettings.preset(Preset.BASE), wide, DppuSettings.DEFAULT);
    assertThat(model.of(design).totalUm2() - model.bare().totalUm2())
        .isCloseTo(8 * (32 * 2650 + 7700 + 383), within(1e-3));
  }

  @Test
  void shiftersSpareTheMultipliersOfTheOutputStage() {
    Protection design = Designs.voting(Designs.constrained(List.of(8)), 0, 0, 0, 32);
    assertThat(model.bare().totalUm2() - model.of(design).totalUm2())
        .isCloseTo(32 * (7700 - 750), within(1e-3));
  }

  @Test
  void aUnitThatReadsDramNeedsNoRegisterFiles() {
    DesignSettings cl = DesignSettings.preset(Preset.CL);
    Protection own =
        Designs.of(Designs.NETWORK, cl, Designs.ARRAY, new DppuSettings(32, 8, false, null));
    assertThat(part(model.of(own), "DPPU register files")).isZero();
    assertThat(part(model.of(Designs.preset(Preset.CL)), "DPPU register files"))
        .isCloseTo(11e3, within(10.0));
  }

  @Test
  void repairCostsTheSameByItsSwitchAndByItsName() {
    DppuSettings unit = new DppuSettings(32, 8, null, null);
    DesignSettings named =
        new DesignSettings(
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(new Repair()));
    DppuSettings repairing = new DppuSettings(32, 8, null, true);
    DesignSettings base = DesignSettings.preset(Preset.BASE);
    Protection byName = Designs.of(Designs.NETWORK, named, Designs.ARRAY, unit);
    Protection bySwitch = Designs.of(Designs.NETWORK, base, Designs.ARRAY, repairing);
    assertThat(model.of(byName).totalUm2()).isEqualTo(model.of(bySwitch).totalUm2());
    assertThat(overhead(byName)).isPositive();
  }
}
