package io.faultmesh.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What JSON files and output hold of numbers. */
class JsonTest {
  private record Row(double step, Double decibels, float scale, double[] values, float[] logits) {}

  @Test
  void numbersThatAreNotFiniteAreNull() {
    Row row =
        new Row(
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            new double[] {1.5, Double.NaN},
            new float[] {0.1f, Float.NaN});
    assertThat(Json.write(List.of(row)).replaceAll("\\s", ""))
        .isEqualTo(
            "[{\"step\":null,\"decibels\":null,\"scale\":null,\"values\":[1.5,null],\"logits\":[0.1,null]}]");
  }
}
