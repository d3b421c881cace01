package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HashSet;
import java.util.List;

/**
 * Which bits flip, how often, and how many realisations are drawn.
 *
 * @param ber bit error rates; empty means that only the golden run is made
 * @param bits bit positions that may flip; empty means all
 * @param layers struck layers, numbered from 0; empty means all
 */
public record FaultSettings(
    List<Double> ber,
    List<FaultSite> sites,
    Integer trials,
    Long seed,
    List<Integer> bits,
    List<Integer> layers,
    Persistence persistence) {

  /** How long a flip of a stored weight lasts. */
  public enum Persistence {
    /** Drawn afresh for every image. */
    @JsonProperty("image")
    IMAGE,
    /** Drawn once per trial. */
    @JsonProperty("trial")
    TRIAL
  }

  public static final FaultSettings NONE =
      new FaultSettings(null, null, null, null, null, null, null);

  public FaultSettings {
    ber = Checks.listOrElse(ber, List.of());
    for (double rate : ber) {
      Checks.within("ber", rate, 0, 1);
    }
    sites = Checks.listOrElse(sites, List.of(FaultSite.ACTIVATION));
    trials = Checks.within("trials", Checks.orElse(trials, 10), 1, 1_000_000);
    seed = Checks.orElse(seed, 1L);
    bits = Checks.listOrElse(bits, List.of());
    for (int bit : bits) {
      Checks.within("bits", bit, 0, 63);
    }
    layers = Checks.listOrElse(layers, List.of());
    for (int layer : layers) {
      Checks.within("layers", layer, 0, 1_000_000);
    }
    persistence = Checks.orElse(persistence, Persistence.IMAGE);
    unique("ber", ber);
    unique("sites", sites);
    unique("bits", bits);
    unique("layers", layers);
    if (sites.isEmpty()) {
      throw new IllegalArgumentException("sites must name at least one site");
    }
  }

  private static void unique(String field, List<?> values) {
    if (new HashSet<>(values).size() != values.size()) {
      throw new IllegalArgumentException(field + " must not repeat a value: " + values);
    }
  }
}
