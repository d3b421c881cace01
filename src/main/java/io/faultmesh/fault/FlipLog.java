package io.faultmesh.fault;

import io.faultmesh.scenario.FaultSite;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Keeps every flip that a {@link FlipTally} counts, in a few bytes each. */
public final class FlipLog {
  /** Stands for the replica where an entry is what a vote left. */
  public static final int VOTED = 3;

  private static final List<FaultSite> SITES = List.of(FaultSite.values());

  private long[] values = new long[16];
  private int[] layers = new int[16];
  private byte[] places = new byte[16];
  private long[] masks = new long[16];
  private int size;

  /**
   * One struck value, or one vote over it.
   *
   * @param replica 0, 1, 2, or {@link #VOTED}
   * @param value number of the value within its site and layer
   * @param mask flipped bits; of a vote, those that it left
   */
  public record Entry(FaultSite site, int layer, int replica, long value, long mask) {}

  // Places of sites live no longer than the log, so the order of sites may number them.
  @SuppressWarnings("EnumOrdinal")
  void add(FaultSite site, int layer, int replica, long value, long mask) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
      layers = Arrays.copyOf(layers, 2 * size);
      places = Arrays.copyOf(places, 2 * size);
      masks = Arrays.copyOf(masks, 2 * size);
    }
    values[size] = value;
    layers[size] = layer;
    places[size] = (byte) (site.ordinal() << 2 | replica);
    masks[size] = mask;
    size++;
  }

  /** All entries in an order that no engine decides: by layer, site, value, replica. */
  public List<Entry> entries() {
    return IntStream.range(0, size)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingInt(i -> layers[i])
                .thenComparingInt(i -> places[i] >> 2)
                .thenComparingLong(i -> values[i])
                .thenComparingInt(i -> places[i] & 3))
        .map(
            i ->
                new Entry(SITES.get(places[i] >> 2), layers[i], places[i] & 3, values[i], masks[i]))
        .toList();
  }
}
