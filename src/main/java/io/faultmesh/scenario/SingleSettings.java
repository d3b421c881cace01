package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HashSet;
import java.util.List;

/**
 * Inferences that meet one flipped bit each.
 *
 * @param sites where it flips; null means {@code faults.sites}
 * @param strata parts of the population that have a margin of their own; sites always have
 * @param margin half-width of a stratum's interval, from which its sample size follows
 * @param confidence of the intervals
 * @param count faults per stratum; null means as many as the margin asks for
 * @param secondStep faults per site that a second step spends on strata by their variances; null
 *     means that there is no such step
 * @param stuck sites whose cells or registers are stuck, one at a time, at 0 and at 1
 * @param images test images that meet faults, the first of them
 */
public record SingleSettings(
    @JsonInclude(JsonInclude.Include.NON_NULL) List<FaultSite> sites,
    List<Stratum> strata,
    @Within(low = 1e-5, high = 0.5) Double margin,
    @Within(low = 0.5, high = 0.9999) Double confidence,
    @Within(low = 1, high = 10_000_000) @JsonInclude(JsonInclude.Include.NON_NULL) Integer count,
    @Within(low = 1, high = 10_000_000) @JsonInclude(JsonInclude.Include.NON_NULL)
        Integer secondStep,
    @Within(low = 1, high = 1_000_000) Integer images,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FaultSite> stuck) {

  /** What a stratum is made by. */
  public enum Stratum {
    @JsonProperty("site")
    SITE,
    @JsonProperty("layer")
    LAYER,
    @JsonProperty("bit")
    BIT
  }

  public static final SingleSettings DEFAULT =
      new SingleSettings(null, null, null, null, null, null, null, null);

  public SingleSettings {
    if (count != null && margin != null && !margin.equals(0.01)) {
      throw new IllegalArgumentException(
          "margin and count both say how many faults run; leave one out");
    }
    sites = sites == null ? null : Checks.listOrElse(sites, List.of());
    strata = Checks.listOrElse(strata, List.of(Stratum.SITE));
    margin = Checks.within("margin", Checks.orElse(margin, 0.01), 1e-5, 0.5);
    confidence = Checks.within("confidence", Checks.orElse(confidence, 0.95), 0.5, 0.9999);
    if (count != null) {
      Checks.within("count", count, 1, 10_000_000);
    }
    if (secondStep != null) {
      Checks.within("secondStep", secondStep, 1, 10_000_000);
      if (!strata.contains(Stratum.LAYER) && !strata.contains(Stratum.BIT)) {
        throw new IllegalArgumentException(
            "secondStep spends faults on the strata of a site; name layer or bit in strata");
      }
    }
    images = Checks.within("images", Checks.orElse(images, 100), 1, 1_000_000);
    if (new HashSet<>(strata).size() != strata.size()) {
      throw new IllegalArgumentException("strata must not repeat a word: " + strata);
    }
    if (sites != null && new HashSet<>(sites).size() != sites.size()) {
      throw new IllegalArgumentException("sites must not repeat a site: " + sites);
    }
    if (sites != null && sites.contains(FaultSite.PE)) {
      throw new IllegalArgumentException(
          "sites names sites whose bits flip; bits of pe are stuck: use stuck");
    }
    stuck = Checks.listOrElse(stuck, List.of());
    for (FaultSite site : stuck) {
      if (!site.mayStick()) {
        throw new IllegalArgumentException(
            "stuck must be of pe, weight, input, bias, scale, activation; bits of "
                + site.label()
                + " cannot stick");
      }
    }
    if (new HashSet<>(stuck).size() != stuck.size()) {
      throw new IllegalArgumentException("stuck must not repeat a site: " + stuck);
    }
  }

  public boolean divides(Stratum part) {
    return strata.contains(part);
  }
}
