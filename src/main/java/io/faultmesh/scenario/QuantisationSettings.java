package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the network becomes integers.
 *
 * @param tensors ranges of single tensors, by their names in the network's file
 * @param truncations the shifts {@code t} that {@code power-of-two} may choose from; empty means
 *     free choice
 * @param weightClip percentile of a layer's weight magnitudes at which larger weights are cut off;
 *     100 cuts none off
 * @param splitChannels share of the channels of each layer that are computed twice, each with half
 *     of its outgoing weights
 * @param biasCorrection whether biases take back what rounded weights change in the means of sums
 * @param unsigned whether tensors that are never negative are uint8 with 255 steps instead of int8
 *     with 127
 */
public record QuantisationSettings(
    ActivationRange activations,
    Map<String, ActivationRange> tensors,
    Requantisation requantisation,
    @Within(low = 0, high = 24) List<Integer> truncations,
    @Within(low = 50, high = 100) Double weightClip,
    @Within(low = 0, high = 1) Double splitChannels,
    Boolean biasCorrection,
    Boolean unsigned) {

  public static final QuantisationSettings DEFAULT = new QuantisationSettings(null, null, null);

  /** How an int32 sum becomes an int8 result. */
  public enum Requantisation {
    /** A float32 multiplier per output channel. */
    @JsonProperty("multiplier")
    MULTIPLIER,
    /** One right shift per layer: the constrained quantisation of the cross-layer design. */
    @JsonProperty("power-of-two")
    POWER_OF_TWO
  }

  /**
   * Which magnitude of an activation tensor maps to 127, or to 255 of uint8.
   *
   * @param percentile of the magnitudes; 100 is their maximum
   */
  public record ActivationRange(@Within(low = 50, high = 100) double percentile) {
    public static final ActivationRange MAX = new ActivationRange(100);

    public ActivationRange {
      Checks.within("percentile", percentile, 50, 100);
    }

    @JsonCreator
    static ActivationRange parse(Object value) {
      if ("max".equals(value)) {
        return MAX;
      }
      if (value instanceof Map<?, ?> map
          && map.keySet().equals(java.util.Set.of("percentile"))
          && map.get("percentile") instanceof Number number) {
        return new ActivationRange(number.doubleValue());
      }
      throw new IllegalArgumentException(
          "activations must be max or {percentile: NUMBER}, not " + value);
    }

    @JsonValue
    Object json() {
      return percentile == 100 ? "max" : Map.of("percentile", percentile);
    }
  }

  @JsonCreator
  public QuantisationSettings {
    activations = Checks.orElse(activations, ActivationRange.MAX);
    // In the order of their names, so that equal settings are written alike.
    tensors = tensors == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tensors));
    requantisation = Checks.orElse(requantisation, Requantisation.MULTIPLIER);
    truncations = Checks.listOrElse(truncations, List.of());
    for (int t : truncations) {
      Checks.within("truncations", t, 0, 24);
    }
    if (!truncations.isEmpty() && requantisation != Requantisation.POWER_OF_TWO) {
      throw new IllegalArgumentException("truncations need requantisation: power-of-two");
    }
    weightClip = Checks.orElse(weightClip, 100.0);
    Checks.within("weightClip", weightClip, 50, 100);
    splitChannels = Checks.within("splitChannels", Checks.orElse(splitChannels, 0.0), 0, 1);
    biasCorrection = Checks.orElse(biasCorrection, false);
    unsigned = Checks.orElse(unsigned, false);
  }

  /** One rule for the ranges of all tensors. */
  public QuantisationSettings(
      ActivationRange activations,
      Requantisation requantisation,
      List<Integer> truncations,
      Double weightClip) {
    this(activations, null, requantisation, truncations, weightClip, null, null, null);
  }

  /** The same where no weights are cut off. */
  public QuantisationSettings(
      ActivationRange activations, Requantisation requantisation, List<Integer> truncations) {
    this(activations, requantisation, truncations, null);
  }

  /** The range of a tensor. */
  public ActivationRange range(String tensor) {
    return tensors.getOrDefault(tensor, activations);
  }
}
