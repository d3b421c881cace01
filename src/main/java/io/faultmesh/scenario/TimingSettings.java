package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;

/**
 * Late carries in the array's accumulators.
 *
 * @param limit bits that a carry runs in time, in every array; null where {@code limits} say it
 * @param limits the same by the array's voltage
 */
public record TimingSettings(
    @JsonInclude(JsonInclude.Include.NON_NULL) @Within(low = 0, high = 32) Integer limit,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Limit> limits) {
  private static final int EXACT = 32;

  /**
   * How far a carry runs at a voltage.
   *
   * @param voltage as a part of the nominal one
   */
  public record Limit(
      @JsonProperty(required = true) @Within(low = 0.3, high = 1) Double voltage,
      @JsonProperty(required = true) @Within(low = 0, high = 32) Integer limit) {
    public Limit {
      Checks.required("voltage", voltage);
      Checks.within("voltage", voltage, 0.3, 1);
      Checks.required("limit", limit);
      Checks.within("limit", limit, 0, EXACT);
    }
  }

  public TimingSettings {
    limits = Checks.listOrElse(limits, List.of());
    if ((limit == null) == limits.isEmpty()) {
      throw new IllegalArgumentException("limit or limits must be given, and not both");
    }
    if (limit != null) {
      Checks.within("limit", limit, 0, EXACT);
    }
    if (limits.stream().map(Limit::voltage).distinct().count() < limits.size()) {
      throw new IllegalArgumentException("limits must not name a voltage twice");
    }
  }

  /**
   * How far a carry runs in an array in time: what the next lower voltage of the list allows. At
   * nominal voltage nothing is late unless the list says so.
   *
   * @throws BadInputException if the list has no voltage so low
   */
  public int limit(ArraySettings array) {
    if (limit != null) {
      return limit;
    }
    boolean isNominal = array.voltage() >= 1;
    return limits.stream()
        .filter(one -> isNominal ? one.voltage() >= 1 : one.voltage() <= array.voltage())
        .max(Comparator.comparing(Limit::voltage))
        .map(Limit::limit)
        .orElseGet(
            () -> {
              if (isNominal) {
                return EXACT;
              }
              throw new BadInputException(
                  "faults.timing.limits has no voltage of "
                      + array.voltage()
                      + " or below, at which an array runs");
            });
  }
}
