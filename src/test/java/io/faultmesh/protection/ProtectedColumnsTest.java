package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DesignSettings.Recompute;
import io.faultmesh.scenario.DppuSettings;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProtectedColumnsTest {
  private final IntegerNetwork network = GeneratedNetworks.integers(4);

  private int lowest(double important, Recompute recompute, int ordinaryBits, int importantBits) {
    DesignSettings design =
        new DesignSettings(
            null,
            null,
            important,
            null,
            null,
            recompute,
            ordinaryBits,
            importantBits,
            null,
            null,
            null);
    Importance none = Importance.none(network.layers().size());
    return Protection.of(design, network, ArraySettings.DEFAULT, DppuSettings.DEFAULT, none)
        .columns()
        .lowest();
  }

  private int leastTruncation() {
    return network.layers().stream()
        .map(IntegerLayer::truncations)
        .flatMapToInt(Arrays::stream)
        .min()
        .orElseThrow();
  }

  @Test
  void theLeastTruncationDecides() {
    assertThat(lowest(0, Recompute.NONE, 2, 2)).isEqualTo(leastTruncation() + 6);
    assertThat(lowest(0, Recompute.NONE, 0, 0)).isEqualTo(32);
  }

  @Test
  void importantNeuronsThatStayOnTheArrayCount() {
    assertThat(lowest(0.1, Recompute.NONE, 1, 3)).isEqualTo(leastTruncation() + 5);
    assertThat(lowest(0, Recompute.NONE, 1, 3)).isEqualTo(leastTruncation() + 7);
    assertThat(lowest(0.1, Recompute.DPPU, 1, 3)).isEqualTo(leastTruncation() + 7);
  }
}
