package io.faultmesh.cost;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.faultmesh.text.Text;

/**
 * A number of a technology file.
 *
 * @param source where it was published, or how it follows from what was
 */
public record Figure(
    @JsonProperty(required = true) Double value, @JsonProperty(required = true) String source) {
  private static final double SMALLEST = 1e-12;
  private static final double LARGEST = 1e12;

  public Figure {
    // Figures are divided by each other.
    if (value == null || !(value >= SMALLEST && value <= LARGEST)) {
      throw new IllegalArgumentException(
          Text.format(
              "value must be a number above 0 (%s to %s), not %s", SMALLEST, LARGEST, value));
    }
    if (source == null || source.isBlank()) {
      throw new IllegalArgumentException("source must say where " + value + " comes from");
    }
  }

  /** One of some equal parts. */
  Figure part(int parts) {
    return new Figure(value / parts, source + ", divided by " + parts);
  }
}
