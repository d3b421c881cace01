package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The cycles of an image in which bits flip, the first and the last included.
 *
 * @param first from 0, when the image begins
 */
public record WindowSettings(
    @JsonProperty(required = true) @Within(low = 0, high = WindowSettings.END) Long first,
    @JsonProperty(required = true) @Within(low = 0, high = WindowSettings.END) Long last) {
  static final double END = 1e15;

  public WindowSettings {
    Checks.required("first", first);
    Checks.required("last", last);
    Checks.within("first", first, 0, END);
    Checks.within("last", last, 0, END);
    if (last < first) {
      throw new IllegalArgumentException(
          "last must not be before first: " + last + " is before " + first);
    }
  }

  /** Whether a cycle lies within. */
  public boolean has(long cycle) {
    return cycle >= first && cycle <= last;
  }
}
