package io.faultmesh.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.arithmetic.LogitCombiner;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.scenario.DesignSettings.Combine;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogitCombinationTest {
  private static final Quantisation INT8 = Quantisation.symmetric(0.1f);

  @Test
  void int8MembersKeepTheLargestScaleAndAddUp() {
    List<Quantisation> members = List.of(INT8, Quantisation.symmetric(0.3f));
    assertThat(LogitCombination.format(Combine.MEDIAN, members).scale()).isEqualTo(0.3f);
    assertThat(LogitCombination.format(Combine.SUM, members).scale()).isEqualTo(0.1f + 0.3f);
  }

  /** Logits behind a ReLU may be uint8, which reaches twice as far as int8. */
  @Test
  void theLargestLogitsOfUint8MembersDoNotSaturate() {
    Quantisation uint8 = Quantisation.unsigned(0.1f);
    List<Quantisation> members = List.of(uint8, uint8, uint8);
    Quantisation result = LogitCombination.format(Combine.MEDIAN, members);
    byte[] combined =
        LogitCombiner.median(members, result).apply(new int[][] {{255}, {255}, {255}});
    assertThat(result.steps(combined[0]) * result.scale()).isCloseTo(25.5f, within(1e-5f));
  }
}
