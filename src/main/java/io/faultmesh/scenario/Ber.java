package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;

/**
 * A point of a sweep over rates, as columns {@code ber} name it: a bit error rate, or the number of
 * a set of rates of which each site has its own.
 *
 * @param rate null for a set
 * @param set null for a rate
 */
public record Ber(Double rate, Integer set) implements Comparable<Ber> {
  private static final Comparator<Double> BY_RATE = Comparator.nullsLast(Comparator.naturalOrder());
  private static final Comparator<Integer> BY_SET =
      Comparator.nullsFirst(Comparator.naturalOrder());

  public Ber {
    if ((rate == null) == (set == null)
        || (rate != null && !(rate >= 0 && rate <= 1))
        || (set != null && set < 0)) {
      throw new IllegalArgumentException("no rate is " + rate + ", no set of rates " + set);
    }
  }

  public static Ber of(double rate) {
    return new Ber(rate, null);
  }

  /** The set of rates of a number, from 0. */
  public static Ber ofSet(int number) {
    return new Ber(null, number);
  }

  /** The rate as a number, or {@code r0}, {@code r1}, ... for a set. */
  @JsonValue
  public Object value() {
    return rate == null ? "r" + set : rate;
  }

  /** Rates ascending, then sets. */
  @Override
  public int compareTo(Ber other) {
    int bySet = BY_SET.compare(set, other.set);
    return bySet != 0 ? bySet : BY_RATE.compare(rate, other.rate);
  }

  @Override
  public String toString() {
    return value().toString();
  }
}
