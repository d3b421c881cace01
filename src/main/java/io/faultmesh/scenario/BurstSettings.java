package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Events that strike neighbouring bits.
 *
 * @param shares of the events that strike one bit, two bits, and so on; they add up to 1
 */
public record BurstSettings(@JsonProperty(required = true) List<Double> shares) {
  private static final double TOLERANCE = 1e-9;

  public BurstSettings {
    shares = Checks.listOrElse(Checks.required("shares", shares), List.of());
    double sum = 0;
    for (double share : shares) {
      sum += Checks.within("shares", share, 0, 1);
    }
    if (shares.size() > Long.SIZE) {
      throw new IllegalArgumentException(
          "shares must be at most " + Long.SIZE + ", the bits of a word, not " + shares.size());
    }
    if (Math.abs(sum - 1) > TOLERANCE) {
      throw new IllegalArgumentException("shares must add up to 1, not " + sum);
    }
  }
}
