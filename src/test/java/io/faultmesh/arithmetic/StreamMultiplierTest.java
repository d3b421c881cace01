package io.faultmesh.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.oracle.SlowStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamMultiplierTest {
  @ParameterizedTest
  @ValueSource(ints = {32, 64, 128})
  void everyProductIsThatOfItsStreams(int length) {
    Multiplier multiplier = Multiplier.of(length);
    for (int x = -128; x < 128; x++) {
      for (int w = -127; w < 128; w += length == 128 ? 1 : 3) {
        assertThat(multiplier.product(x, w))
            .as("%d * %d", x, w)
            .isEqualTo(SlowStreams.product(x, w, length));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64, 128})
  void aFlipInAStreamMovesTheProductByOneUnit(int length) {
    Multiplier multiplier = Multiplier.of(length);
    int unit = 128 * 128 / length;
    for (int[] pair : new int[][] {{100, -77}, {-100, -77}, {127, 1}, {0, -5}, {-128, 127}}) {
      boolean[] stream = SlowStreams.stream(pair[0], pair[1], length);
      boolean positive = (pair[0] < 0) == (pair[1] < 0);
      for (int cycle = 0; cycle < length; cycle++) {
        assertThat(multiplier.step(pair[0], pair[1], cycle))
            .as("%d * %d in cycle %d", pair[0], pair[1], cycle)
            .isEqualTo(stream[cycle] == positive ? -unit : unit);
      }
    }
  }

  @Test
  void wholeStreamsMissTheProductByLittle() {
    Multiplier multiplier = Multiplier.of(128);
    double worst = 0;
    double squares = 0;
    for (int x = -127; x < 128; x++) {
      for (int w = -127; w < 128; w++) {
        double error = multiplier.product(x, w) - x * w;
        worst = Math.max(worst, Math.abs(error));
        squares += error * error;
      }
    }
    // Units of the last place of a stream are 128.
    assertThat(worst).isLessThan(5 * 128);
    assertThat(Math.sqrt(squares / 255 / 255)).isCloseTo(0, within(128.0));
  }
}
