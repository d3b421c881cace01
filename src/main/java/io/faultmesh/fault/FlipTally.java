package io.faultmesh.fault;

import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts flips per site, layer and bit: all that were drawn, and those that went on to be computed
 * with; and what checks made of words, per mechanism, site and layer. One thread fills a tally.
 */
public final class FlipTally implements CheckSink {
  private static final int OUTCOMES = Outcome.values().length;

  private final int layers;
  private final FlipLog log;
  private final Map<FaultSite, long[][]> flips = new EnumMap<>(FaultSite.class);
  private final Map<FaultSite, long[][]> residual = new EnumMap<>(FaultSite.class);
  private final SortedMap<Cells, long[][]> redundant = new TreeMap<>();
  private final SortedMap<Cells, long[][]> outcomes = new TreeMap<>();
  private final List<Refetch> refetches = new ArrayList<>();
  private long total;
  private boolean stopped;

  /**
   * An empty tally.
   *
   * @param layers number of struck layers; {@code pe} counts as layer 0
   */
  public FlipTally(int layers) {
    this(layers, null);
  }

  /**
   * An empty tally.
   *
   * @param log keeps each flip; null where counts are enough
   */
  public FlipTally(int layers, FlipLog log) {
    this.layers = layers;
    this.log = log;
  }

  /** Counts flips of a value that exist, as a mask of bit positions. */
  public void count(FaultSite site, int layer, int replica, long value, long mask) {
    if (mask == 0) {
      return;
    }
    add(table(flips, site, site.bitsPerValue()), layer, mask);
    total += Long.bitCount(mask);
    // A stuck bit is 0 or 1, which a flip is not: who needs it asks the plan.
    if (log != null && site != FaultSite.PE) {
      log.add(Cells.data(site), layer, replica, value, mask);
    }
  }

  /** Counts flips of a word's redundant bits, as a mask of bit positions. */
  public void countRedundant(
      Cells cells, int bitsPerWord, int layer, int replica, long word, long mask) {
    if (mask == 0) {
      return;
    }
    add(table(redundant, cells, bitsPerWord), layer, mask);
    total += Long.bitCount(mask);
    if (log != null) {
      log.add(cells, layer, replica, word, mask);
    }
  }

  /** Counts a stuck bit of a buffer, which belongs to no layer. */
  public void countStuck(Cells cells, int bitsPerUnit, int bit) {
    add(table(redundant, cells, bitsPerUnit), 0, 1L << bit);
    total++;
  }

  /**
   * Counts flips of a value that went on.
   *
   * @param checked whether anything looked at the value
   */
  public void countResidual(FaultSite site, int layer, long value, long mask, boolean checked) {
    if (mask != 0) {
      add(table(residual, site, site.bitsPerValue()), layer, mask);
    }
    if (log != null && checked) {
      log.add(Cells.data(site), layer, FlipLog.VOTED, value, mask);
    }
  }

  /** Counts what a mechanism's check made of a word. */
  @Override
  @SuppressWarnings("EnumOrdinal") // A tally lives no longer than the program.
  public void checked(Cells guard, int layer, long value, Outcome outcome) {
    if (outcome == Outcome.CLEAN) {
      return;
    }
    table(outcomes, guard, OUTCOMES)[layer][outcome.ordinal()]++;
    if (log != null) {
      log.checked(guard, layer, value, outcome);
    }
  }

  @Override
  public void refetched(Refetch word) {
    refetches.add(word);
  }

  /** The words that were read again. */
  public List<Refetch> refetches() {
    return Collections.unmodifiableList(refetches);
  }

  @Override
  public void stopped() {
    stopped = true;
  }

  /** Whether a check has left the image (or all images of the trial) without an answer. */
  public boolean isStopped() {
    return stopped;
  }

  /** Each flip, where they are kept; else null. */
  public FlipLog log() {
    return log;
  }

  private static void add(long[][] table, int layer, long mask) {
    for (long rest = mask; rest != 0; rest &= rest - 1) {
      table[layer][Long.numberOfTrailingZeros(rest)]++;
    }
  }

  private <K> long[][] table(Map<K, long[][]> counts, K key, int width) {
    long[][] own = counts.get(key);
    if (own == null) {
      own = new long[Math.max(1, layers)][width];
      counts.put(key, own);
    }
    return own;
  }

  /** Flips of all sites, those of redundant bits too. */
  public long total() {
    return total;
  }

  public long flips(FaultSite site, int layer, int bit) {
    return at(flips.get(site), layer, bit);
  }

  public long residual(FaultSite site, int layer, int bit) {
    return at(residual.get(site), layer, bit);
  }

  /** Flips of the bits that a mechanism adds to a site's words. */
  public long redundant(Cells cells, int layer, int bit) {
    return at(redundant.get(cells), layer, bit);
  }

  /** Words of a layer that a mechanism's check at a site ended in an outcome. */
  @SuppressWarnings("EnumOrdinal")
  public long words(Cells guard, int layer, Outcome outcome) {
    return at(outcomes.get(guard), layer, outcome.ordinal());
  }

  /** The mechanisms at their sites whose checks found anything. */
  public Set<Cells> guards() {
    return outcomes.keySet();
  }

  /** All words with an outcome. */
  public long words(Outcome outcome) {
    return outcomes.keySet().stream().mapToLong(guard -> words(guard, outcome)).sum();
  }

  private long words(Cells guard, Outcome outcome) {
    long sum = 0;
    for (int layer = 0; layer < Math.max(1, layers); layer++) {
      sum += words(guard, layer, outcome);
    }
    return sum;
  }

  /** What a tally counts. */
  public enum Table {
    FLIPS,
    RESIDUAL,
    REDUNDANT,
    OUTCOMES
  }

  /** One layer's counts, by bit or by outcome. */
  public record Row(Table table, Cells cells, int layer, long[] counts) {}

  /** All counts that are not zero, layer by layer. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    flips.forEach((site, counts) -> addRows(Table.FLIPS, Cells.data(site), counts, rows));
    residual.forEach((site, counts) -> addRows(Table.RESIDUAL, Cells.data(site), counts, rows));
    redundant.forEach((cells, counts) -> addRows(Table.REDUNDANT, cells, counts, rows));
    outcomes.forEach((guard, counts) -> addRows(Table.OUTCOMES, guard, counts, rows));
    return rows;
  }

  private static void addRows(Table table, Cells cells, long[][] counts, List<Row> rows) {
    for (int layer = 0; layer < counts.length; layer++) {
      if (Arrays.stream(counts[layer]).anyMatch(count -> count != 0)) {
        rows.add(new Row(table, cells, layer, counts[layer]));
      }
    }
  }

  /** Adds counts of a layer. */
  public void add(Row row) {
    int width = row.counts.length;
    long[][] own =
        switch (row.table) {
          case FLIPS -> table(flips, row.cells.site(), width);
          case RESIDUAL -> table(residual, row.cells.site(), width);
          case REDUNDANT -> table(redundant, row.cells, width);
          case OUTCOMES -> table(outcomes, row.cells, width);
        };
    for (int place = 0; place < width; place++) {
      own[row.layer][place] += row.counts[place];
    }
    if (row.table == Table.FLIPS || row.table == Table.REDUNDANT) {
      total += Arrays.stream(row.counts).sum();
    }
  }

  private static long at(long[][] table, int layer, int place) {
    return table == null ? 0 : table[layer][place];
  }

  /** Adds another tally's counts. */
  public void add(FlipTally other) {
    merge(flips, other.flips);
    merge(residual, other.residual);
    merge(redundant, other.redundant);
    merge(outcomes, other.outcomes);
    refetches.addAll(other.refetches);
    total += other.total;
    stopped |= other.stopped;
    if (log != null && other.log != null) {
      log.add(other.log);
    }
  }

  private <K> void merge(Map<K, long[][]> to, Map<K, long[][]> from) {
    from.forEach(
        (key, counts) -> {
          long[][] own = table(to, key, counts[0].length);
          for (int layer = 0; layer < counts.length; layer++) {
            for (int place = 0; place < counts[layer].length; place++) {
              own[layer][place] += counts[layer][place];
            }
          }
        });
  }
}
