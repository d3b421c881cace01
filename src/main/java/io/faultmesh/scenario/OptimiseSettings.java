package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.faultmesh.scenario.DesignSettings.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A design to tune: what is to be small, what must hold, and what may vary. A list that is left out
 * holds the design's own value alone.
 *
 * @param design the starting point; what no list names stays as it is here
 * @param front the two goals that {@code front.csv} holds against each other
 * @param multipliers of the dot-product unit
 * @param axes values to try of any keys of the design, by their dotted path; the lists beside it
 *     are short for the keys that they concern
 * @param truncations sets of allowed {@code t}; the empty set leaves {@code t} free
 */
public record OptimiseSettings(
    @JsonProperty(required = true) DesignSettings design,
    Goal minimise,
    List<Goal> front,
    Limits limits,
    Search search,
    Steps important,
    List<Policy> policies,
    @Within(low = 0, high = 8) List<Integer> ordinaryBits,
    @Within(low = 0, high = 8) List<Integer> importantBits,
    List<Integer> multipliers,
    List<List<Integer>> truncations,
    List<Boolean> reuse,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, List<JsonNode>> axes,
    Validation validation) {

  /** How the next point is chosen. */
  public enum Search {
    @JsonProperty("bayesian")
    BAYESIAN,
    /** Uniformly among all points: what any other search must beat. */
    @JsonProperty("random")
    RANDOM
  }

  /**
   * What a design must stay below, as fractions: accuracy lost against golden; cycles, DRAM bytes,
   * area and energy beyond the bare array's. Without a limit of area or energy, any will do.
   */
  public record Limits(
      @Within(low = 0, high = 1) Double accuracyLoss,
      @Within(low = 0, high = 1e6) Double cycleLoss,
      @Within(low = 0, high = 1e6) Double bandwidthLoss,
      @Within(low = -1, high = 1e6) Double area,
      @Within(low = -1, high = 1e6) Double energy) {
    private static final double USUAL_ACCURACY_LOSS = 0.03;

    public Limits {
      cycleLoss = Checks.orElse(cycleLoss, 0.1);
      bandwidthLoss = Checks.orElse(bandwidthLoss, 0.1);
      Checks.within("accuracyLoss", Checks.orElse(accuracyLoss, 0.0), 0, 1);
      Checks.within("cycleLoss", cycleLoss, 0, 1e6);
      Checks.within("bandwidthLoss", bandwidthLoss, 0, 1e6);
      Checks.within("area", Checks.orElse(area, 0.0), -1, 1e6);
      Checks.within("energy", Checks.orElse(energy, 0.0), -1, 1e6);
    }

    /** Who wants the least accuracy loss need not say how much is too much. */
    private Limits completed(Goal minimise) {
      double usual = minimise == Goal.ACCURACY_LOSS ? 1.0 : USUAL_ACCURACY_LOSS;
      return new Limits(Checks.orElse(accuracyLoss, usual), cycleLoss, bandwidthLoss, area, energy);
    }
  }

  /** Fractions from {@code low} in equal steps up to {@code high}. */
  public record Steps(
      @Within(low = 0, high = 1) @JsonProperty(required = true) Double low,
      @Within(low = 0, high = 1) @JsonProperty(required = true) Double high,
      @Within(low = 1e-5, high = 1) @JsonProperty(required = true) Double step) {
    private static final double SCALE = 1e9;

    public Steps {
      Checks.within("low", Checks.required("low", low), 0, 1);
      Checks.within("high", Checks.required("high", high), low, 1);
      Checks.within("step", Checks.required("step", step), 1e-5, 1);
    }

    public int count() {
      return (int) Math.floor((high - low) / step + 1 / SCALE) + 1;
    }

    /** The fraction of a step, without the digits that adding up would leave. */
    public double value(int index) {
      return Math.rint((low + index * step) * SCALE) / SCALE;
    }
  }

  /** Images and trials of the proof: images that the search has not seen. */
  public record Validation(
      @Within(low = 0) Integer first,
      @Within(low = 1) Integer images,
      @Within(low = 1, high = 1_000_000) Integer trials) {
    public Validation {
      first = Checks.within("first", Checks.orElse(first, 0), 0, Integer.MAX_VALUE);
      if (images != null) {
        Checks.within("images", images, 1, Integer.MAX_VALUE);
      }
      trials = Checks.within("trials", Checks.orElse(trials, 10), 1, 1_000_000);
    }
  }

  public OptimiseSettings {
    Checks.required("design", design);
    minimise = Checks.orElse(minimise, Goal.AREA);
    limits = Checks.orElse(limits, new Limits(null, null, null, null, null)).completed(minimise);
    front = Checks.listOrElse(front, usualFront(minimise));
    if (front.size() != 2 || front.get(0) == front.get(1)) {
      throw new IllegalArgumentException("front must name two different goals");
    }
    search = Checks.orElse(search, Search.BAYESIAN);
    important = Checks.orElse(important, new Steps(design.important(), design.important(), 1.0));
    policies = choices("policies", policies, design.policy());
    ordinaryBits = choices("ordinaryBits", ordinaryBits, design.ordinaryBits());
    importantBits = choices("importantBits", importantBits, design.importantBits());
    for (int bits : ordinaryBits) {
      Checks.within("ordinaryBits", bits, 0, 8);
    }
    for (int bits : importantBits) {
      Checks.within("importantBits", bits, 0, 8);
    }
    DppuSettings dppu = Checks.orElse(design.dppu(), DppuSettings.DEFAULT);
    multipliers = choices("multipliers", multipliers, dppu.multipliers());
    reuse = choices("reuse", reuse, dppu.reuse());
    for (int count : multipliers) {
      new DppuSettings(count, dppu.group(), dppu.reuse(), dppu.repair());
    }
    QuantisationSettings quantisation =
        Checks.orElse(design.quantisation(), QuantisationSettings.DEFAULT);
    truncations = choices("truncations", truncations, quantisation.truncations());
    for (List<Integer> allowed : truncations) {
      if (!allowed.isEmpty()) {
        new QuantisationSettings(null, quantisation.requantisation(), allowed);
      }
    }
    axes = axes == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(axes));
    axes.forEach(
        (path, values) -> {
          if (values == null || values.isEmpty() || new HashSet<>(values).size() < values.size()) {
            throw new IllegalArgumentException(
                "axes." + path + " must name at least one value, and none twice: " + values);
          }
        });
    validation = Checks.orElse(validation, new Validation(null, null, null));
  }

  /** All that may vary: what the lists are short for, then the axes. */
  public List<Axis> allAxes() {
    List<Axis> all = new ArrayList<>();
    List<Double> fractions =
        IntStream.range(0, important.count()).mapToObj(important::value).toList();
    all.add(axis("important", fractions));
    all.add(axis("policy", policies));
    all.add(axis("ordinaryBits", ordinaryBits));
    all.add(axis("importantBits", importantBits));
    all.add(axis("dppu.multipliers", multipliers));
    all.add(axis("quantisation.truncations", truncations));
    all.add(axis("dppu.reuse", reuse));
    axes.forEach((path, values) -> all.add(new Axis(path, values)));
    return all;
  }

  private static List<Goal> usualFront(Goal minimise) {
    return List.of(minimise == Goal.ACCURACY_LOSS ? Goal.AREA : minimise, Goal.ACCURACY_LOSS);
  }

  /** Whether a design's energy matters: it takes a run of the machine. */
  public boolean needsEnergy() {
    return minimise == Goal.ENERGY || front.contains(Goal.ENERGY) || limits.energy() != null;
  }

  private static Axis axis(String path, List<?> values) {
    return new Axis(path, values.stream().map(ScenarioMapper::node).toList());
  }

  private static <T> List<T> choices(String field, List<T> given, T own) {
    List<T> choices = Checks.listOrElse(given, List.of(own));
    if (choices.isEmpty() || new HashSet<>(choices).size() != choices.size()) {
      throw new IllegalArgumentException(
          field + " must name at least one value, and none twice: " + choices);
    }
    return choices;
  }
}
