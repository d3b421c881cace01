package io.faultmesh.fast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.protection.Guard;
import io.faultmesh.protection.Station;
import io.faultmesh.protection.mechanism.Duplicate;
import io.faultmesh.protection.mechanism.Parity;
import io.faultmesh.protection.mechanism.Regions;
import io.faultmesh.protection.mechanism.Tmr;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.ProtectSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Flips in the streams of stochastic elements, in both engines. */
class StreamFlipsTest {
  private static final List<FaultSite> STREAM = List.of(FaultSite.PRODUCT_STREAM);

  private static ArraySettings array(Dataflow dataflow, int length) {
    return new ArraySettings(5, 4, dataflow, null, null, null, length);
  }

  @ParameterizedTest
  @EnumSource
  void atRateOneEveryExposedBitFlips(Dataflow dataflow) {
    for (List<ProtectSettings> mechanisms :
        List.<List<ProtectSettings>>of(
            List.of(),
            List.of(new Tmr(3, 3)),
            List.of(new Duplicate()),
            List.of(new Regions(2, 1, 0.0, null)))) {
      var sum = BothEngines.compare(mechanisms, STREAM, 1, array(dataflow, 32));
      assertThat(sum.tally().total()).as("" + mechanisms).isPositive();
      assertThat((double) sum.tally().total()).as("" + mechanisms).isEqualTo(sum.expectedFlips());
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothEnginesMoveTheSameProducts(Dataflow dataflow) {
    var sum = BothEngines.compare(List.of(), STREAM, 0.01, array(dataflow, 128));
    double deviation = Math.sqrt(sum.expectedFlips());
    assertThat(Math.abs(sum.flips() - sum.expectedFlips())).isLessThan(4 * deviation);
  }

  @Test
  void productsExistInBinaryElementsOnlyAndStreamsInStochasticOnes() {
    List<FaultSite> product = List.of(FaultSite.PRODUCT);
    var stochastic = BothEngines.compare(List.of(), product, 0.01, array(null, 32));
    assertThat(stochastic.exposedBits()).isZero();
    assertThat(stochastic.flips()).isZero();
    assertThat(BothEngines.compare(List.of(), STREAM, 0.01).exposedBits()).isZero();
  }

  @Test
  void nothingCanGuardAStream() {
    Guard parity = new Parity(null, 8, null).guards(null).get(0);
    assertThatThrownBy(() -> new Station("mine", FaultSite.PRODUCT_STREAM, 0, List.of(parity)))
        .hasMessageContaining("cannot guard site stream, where nothing is checked");
  }
}
