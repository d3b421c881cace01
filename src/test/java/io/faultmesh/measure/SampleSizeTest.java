package io.faultmesh.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleSizeTest {
  /**
   * ResNet-20 has 2.17 million weight bits; with 1.96 and 2.576 instead of exact quantiles: up to
   * 250 less.
   */
  @ParameterizedTest
  @CsvSource({
    "2170000, 0.01, 0.95, 9562",
    "2170000, 0.01, 0.99, 16462",
    "2170000, 0.001, 0.95, 665735",
    "1000000000, 0.01, 0.95, 9604",
    "1000000000, 0.01, 0.99, 16587",
    "1000000000, 0.001, 0.95, 959444",
    "10, 0.01, 0.95, 10",
    "1, 0.01, 0.95, 1"
  })
  void theFormulaWithTheExactQuantileIsRoundedUp(
      long population, double margin, double confidence, long size) {
    assertThat(SampleSize.of(population, margin, confidence)).isEqualTo(size);
  }
}
