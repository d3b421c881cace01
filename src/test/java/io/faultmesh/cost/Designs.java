package io.faultmesh.cost;

import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.importance.ImportanceSelector;
import io.faultmesh.protection.importance.Scores;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.QuantisationSettings;
import java.util.List;

/** Designs on a small network. */
final class Designs {
  static final ArraySettings ARRAY = ArraySettings.DEFAULT;
  static final IntegerNetwork NETWORK = GeneratedNetworks.integers(4);

  private Designs() {}

  static Protection preset(Preset preset) {
    return of(NETWORK, DesignSettings.preset(preset), ARRAY, DppuSettings.DEFAULT);
  }

  /** A design with voted top bits, and with important neurons on the dot-product unit. */
  static Protection voting(
      IntegerNetwork network, int ordinaryBits, double important, int importantBits, int lanes) {
    DesignSettings settings =
        new DesignSettings(
            Preset.CL,
            null,
            important,
            null,
            null,
            null,
            ordinaryBits,
            importantBits,
            null,
            null,
            null);
    return of(network, settings, ARRAY, new DppuSettings(lanes, 8, true, null));
  }

  static IntegerNetwork constrained(List<Integer> truncations) {
    return GeneratedNetworks.integers(
        GeneratedNetworks.onnx(4),
        4,
        new QuantisationSettings(
            null, QuantisationSettings.Requantisation.POWER_OF_TWO, truncations));
  }

  static Protection of(
      IntegerNetwork network, DesignSettings settings, ArraySettings array, DppuSettings dppu) {
    Scores scores = Scores.random(network.network(), 1);
    var importance = ImportanceSelector.select(scores, settings, network.network(), array);
    return Protection.of(settings, network, array, dppu, importance);
  }
}
