package io.faultmesh.optimize;

import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.OptimiseSettings;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;

/** The designs that a scenario lets the optimiser choose from, as points of a grid. */
final class DesignSpace {
  private static final int ORDINARY_BITS = 2;
  private static final int TRUNCATIONS = 5;

  private final Scenario scenario;
  private final OptimiseSettings settings;

  DesignSpace(Scenario scenario) {
    this.scenario = scenario;
    this.settings = scenario.optimise();
  }

  Space space() {
    return new Space(
        new int[] {
          settings.important().count(),
          settings.policies().size(),
          settings.ordinaryBits().size(),
          settings.importantBits().size(),
          settings.multipliers().size(),
          settings.truncations().size(),
          settings.reuse().size()
        },
        this::canonical);
  }

  /** Without important neurons, nothing that concerns them matters. */
  private int[] canonical(int[] point) {
    if (settings.important().value(point[0]) > 0) {
      return point;
    }
    int[] canonical = new int[point.length];
    canonical[0] = point[0];
    canonical[ORDINARY_BITS] = point[ORDINARY_BITS];
    canonical[TRUNCATIONS] = point[TRUNCATIONS];
    return canonical;
  }

  DesignSettings design(int[] point, String name) {
    DesignSettings start = settings.design();
    QuantisationSettings quantisation = scenario.quantisationOf(start);
    DppuSettings dppu = scenario.dppuOf(start);
    ArraySettings array = scenario.arrayOf(start);
    return new DesignSettings(
        start.preset(),
        name,
        settings.important().value(point[0]),
        settings.policies().get(point[1]),
        start.score(),
        start.recompute(),
        settings.ordinaryBits().get(point[ORDINARY_BITS]),
        settings.importantBits().get(point[3]),
        new QuantisationSettings(
            quantisation.activations(),
            quantisation.requantisation(),
            settings.truncations().get(point[TRUNCATIONS])),
        array,
        new DppuSettings(
            settings.multipliers().get(point[4]),
            dppu.group(),
            settings.reuse().get(point[6]),
            dppu.repair()));
  }

  /** A design for each quantisation of the space, with important neurons if any has. */
  List<DesignSettings> quantisations() {
    List<DesignSettings> designs = new ArrayList<>();
    for (int i = 0; i < settings.truncations().size(); i++) {
      int[] point = new int[space().axes()];
      point[0] = settings.important().count() - 1;
      point[TRUNCATIONS] = i;
      designs.add(design(point, "quantisation" + i));
    }
    return designs;
  }
}
