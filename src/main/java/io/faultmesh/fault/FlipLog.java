package io.faultmesh.fault;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Keeps every flip and check that a {@link FlipTally} counts, in a few bytes each. */
public final class FlipLog {
  /** Stands for the replica where an entry is what checks left of a value. */
  public static final int VOTED = 3;

  private static final int CHECKED = 4;
  private static final int REPLICA_BITS = 3;
  private static final Outcome[] OUTCOMES = Outcome.values();

  private long[] values = new long[16];
  private int[] layers = new int[16];
  private short[] places = new short[16];
  private long[] masks = new long[16];
  private int size;

  /** The cells that occur, few; an entry holds the number of its own. */
  private final List<Cells> cells = new ArrayList<>();

  /**
   * One struck value, what checks left of it, or what one check made of a word.
   *
   * @param cells that are struck; of a check, the mechanism and its site
   * @param replica 0, 1, 2, or {@link #VOTED}
   * @param value number of the value (of the word, for redundant cells) within its site and layer;
   *     of a check, of the word's first value
   * @param mask flipped bits, or those that were left
   * @param outcome of a check; null for all others
   */
  public record Entry(Cells cells, int layer, int replica, long value, long mask, Outcome outcome) {

    /** Whether it says what flipped, and not what votes or checks made of it. */
    public boolean isFlip() {
      return outcome == null && replica != VOTED;
    }
  }

  @SuppressWarnings("EnumOrdinal") // A log lives no longer than the program.
  void checked(Cells guard, int layer, long value, Outcome outcome) {
    add(guard, layer, CHECKED, value, outcome.ordinal());
  }

  void add(Cells struck, int layer, int replica, long value, long mask) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
      layers = Arrays.copyOf(layers, 2 * size);
      places = Arrays.copyOf(places, 2 * size);
      masks = Arrays.copyOf(masks, 2 * size);
    }
    values[size] = value;
    layers[size] = layer;
    places[size] = (short) (number(struck) << REPLICA_BITS | replica);
    masks[size] = mask;
    size++;
  }

  void add(FlipLog other) {
    for (int i = 0; i < other.size; i++) {
      Cells struck = other.cells.get(other.places[i] >> REPLICA_BITS);
      int replica = other.places[i] & ((1 << REPLICA_BITS) - 1);
      add(struck, other.layers[i], replica, other.values[i], other.masks[i]);
    }
  }

  private int number(Cells struck) {
    int known = cells.indexOf(struck);
    if (known >= 0) {
      return known;
    }
    cells.add(struck);
    return cells.size() - 1;
  }

  /** All entries in an order that no engine decides: by layer, cells, value, replica. */
  public List<Entry> entries() {
    return IntStream.range(0, size)
        .mapToObj(this::entry)
        .sorted(
            Comparator.comparingInt(Entry::layer)
                .thenComparing(Entry::cells)
                .thenComparingLong(Entry::value)
                .thenComparingInt(Entry::replica)
                .thenComparing(Entry::outcome, Comparator.nullsFirst(Comparator.naturalOrder())))
        .toList();
  }

  private Entry entry(int index) {
    Cells own = cells.get(places[index] >> REPLICA_BITS);
    int replica = places[index] & ((1 << REPLICA_BITS) - 1);
    return replica == CHECKED
        ? new Entry(own, layers[index], 0, values[index], 0, OUTCOMES[(int) masks[index]])
        : new Entry(own, layers[index], replica, values[index], masks[index], null);
  }
}
