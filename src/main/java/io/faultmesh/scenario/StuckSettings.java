package io.faultmesh.scenario;

import java.util.List;
import java.util.Set;

/**
 * Bits that are stuck for a whole trial.
 *
 * @param sites processing elements' registers, cells of the weight, input and output buffers, or
 *     the output stage's bias and scale registers
 * @param value 0 or 1; null means that a fair bit decides for each
 * @param ber probability that a bit is stuck, one for all points of the sweep or one for each
 * @param count exactly so many elements or buffer cells with a stuck bit, instead of {@code ber}
 */
public record StuckSettings(
    List<FaultSite> sites,
    @Within(low = 0, high = 1) Integer value,
    @Within(low = 0, high = 1) List<Double> ber,
    @Within(low = 0, high = 1_000_000_000) List<Integer> count) {
  public StuckSettings {
    sites = Checks.listOrElse(sites, List.of(FaultSite.PE));
    ber = Checks.listOrElse(ber, List.of());
    count = Checks.listOrElse(count, List.of());
    if (sites.isEmpty() || Set.copyOf(sites).size() != sites.size()) {
      throw new IllegalArgumentException("sites must name at least one site, and none twice");
    }
    for (FaultSite site : sites) {
      if (!site.mayStick()) {
        throw new IllegalArgumentException(
            "sites must be of pe, weight, input, bias, scale, activation; bits of "
                + site.label()
                + " cannot stick");
      }
    }
    if (value != null) {
      Checks.within("value", value, 0, 1);
    }
    for (double rate : ber) {
      Checks.within("ber", rate, 0, 1);
    }
    for (int number : count) {
      Checks.within("count", number, 0, 1_000_000_000);
    }
    if (ber.isEmpty() == count.isEmpty()) {
      throw new IllegalArgumentException(
          "ber or count must say how many bits are stuck, and not both");
    }
  }

  /** Points of a sweep over stuck bits. */
  int points() {
    return Math.max(ber.size(), count.size());
  }

  /** The probability that a bit is stuck at a point; 0 where a number of bits is given. */
  public double rate(Ber point) {
    return ber.isEmpty() ? 0 : ber.get(place(point));
  }

  /** The number of elements or cells with a stuck bit; 0 where a rate is given. */
  public int count(Ber point) {
    return count.isEmpty() ? 0 : count.get(place(point));
  }

  /** What tells a point's stuck bits from those of others: the rate, or the number. */
  public double key(Ber point) {
    return rate(point) + count(point);
  }

  private int place(Ber point) {
    return point.set() == null ? 0 : Math.min(point.set(), points() - 1);
  }
}
