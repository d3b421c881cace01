package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.faultmesh.text.Nearest;
import io.faultmesh.text.PlainText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** A sweep over bit error rates: one list for all sites, or one of equal length for each site. */
public sealed interface Rates {

  /** Every point of the sweep. */
  List<Ber> points();

  /** The rate of a site at a point; a rate that is no point of the sweep holds for all sites. */
  double at(Ber point, FaultSite site);

  /** The sites that have rates of their own; empty where all have the same. */
  Set<FaultSite> sites();

  /** As a scenario has it. */
  @JsonValue
  Object json();

  /** The same rates for all sites. */
  static Rates of(List<Double> all) {
    return new ForAll(all);
  }

  /** A list of numbers, or a map from sites to such lists. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Rates parse(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<FaultSite, List<Double>> bySite = new EnumMap<>(FaultSite.class);
      map.forEach((site, list) -> bySite.put(site("" + site), numbers("ber of " + site, list)));
      return new BySite(bySite);
    }
    return new ForAll(numbers("ber", value));
  }

  private static FaultSite site(String label) {
    List<String> known = new ArrayList<>();
    for (FaultSite site : FaultSite.values()) {
      if (site.label().equals(label)) {
        return site;
      }
      known.add(site.label());
    }
    String hint = Nearest.hint(label, known);
    throw new IllegalArgumentException("ber names no site '" + label + "'" + hint);
  }

  private static List<Double> numbers(String field, Object value) {
    List<Double> numbers = new ArrayList<>();
    if (!(value instanceof List<?> list)) {
      String write = value instanceof Number ? "; write [" + value + "]" : "";
      throw new IllegalArgumentException(
          field + " must be a list, not '" + PlainText.visible("" + value) + "'" + write);
    }
    for (Object item : list) {
      if (!(item instanceof Number number)) {
        throw new IllegalArgumentException(
            field + " must hold numbers, not '" + PlainText.visible("" + item) + "'");
      }
      numbers.add(Checks.within(field, number.doubleValue(), 0, 1));
    }
    return numbers;
  }

  /** One list for all sites. */
  record ForAll(List<Double> rates) implements Rates {
    public ForAll {
      rates = Checks.listOrElse(rates, List.of());
      for (double rate : rates) {
        Checks.within("ber", rate, 0, 1);
      }
      if (new HashSet<>(rates).size() != rates.size()) {
        throw new IllegalArgumentException("ber must not repeat a value: " + rates);
      }
    }

    @Override
    public List<Ber> points() {
      return rates.stream().map(Ber::of).toList();
    }

    @Override
    public double at(Ber point, FaultSite site) {
      if (point.set() == null) {
        return point.rate();
      }
      return rates.isEmpty() ? 0 : rates.get(Math.min(point.set(), rates.size() - 1));
    }

    @Override
    public Set<FaultSite> sites() {
      return Set.of();
    }

    @Override
    public Object json() {
      return rates;
    }
  }

  /** A list for each site; their first items make the first point, and so on. */
  record BySite(Map<FaultSite, List<Double>> rates) implements Rates {
    public BySite {
      if (rates.isEmpty()) {
        throw new IllegalArgumentException("ber must name at least one site");
      }
      rates = Collections.unmodifiableMap(new EnumMap<>(rates));
      if (rates.values().stream().map(List::size).distinct().count() > 1) {
        List<String> lengths = new ArrayList<>();
        rates.forEach((site, own) -> lengths.add(own.size() + " of " + site.label()));
        throw new IllegalArgumentException(
            "ber must have lists of equal length, not " + String.join(", ", lengths));
      }
    }

    @Override
    public List<Ber> points() {
      int points = rates.values().iterator().next().size();
      return IntStream.range(0, points).mapToObj(Ber::ofSet).toList();
    }

    @Override
    public double at(Ber point, FaultSite site) {
      if (point.set() == null) {
        return point.rate();
      }
      List<Double> own = rates.getOrDefault(site, List.of());
      return own.isEmpty() ? 0 : own.get(Math.min(point.set(), own.size() - 1));
    }

    @Override
    public Set<FaultSite> sites() {
      return rates.keySet();
    }

    @Override
    public Object json() {
      Map<String, List<Double>> byLabel = new LinkedHashMap<>();
      rates.forEach((site, own) -> byLabel.put(site.label(), own));
      return byLabel;
    }
  }
}
