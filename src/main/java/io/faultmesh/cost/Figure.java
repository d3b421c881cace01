package io.faultmesh.cost;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A number of a technology file.
 *
 * @param source where it was published, or how it follows from what was
 */
public record Figure(
    @JsonProperty(required = true) Double value, @JsonProperty(required = true) String source) {
  public Figure {
    if (value == null || !(value >= 0 && value < 1e12)) {
      throw new IllegalArgumentException("value must be a number from 0 on, not " + value);
    }
    if (source == null || source.isBlank()) {
      throw new IllegalArgumentException("source must say where " + value + " comes from");
    }
  }
}
