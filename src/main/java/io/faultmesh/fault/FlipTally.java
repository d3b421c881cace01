package io.faultmesh.fault;

import io.faultmesh.scenario.FaultSite;
import java.util.EnumMap;
import java.util.Map;

/** Counts flips per site, layer and bit: all that were drawn, and those that no vote removed. */
public final class FlipTally {
  private final int layers;
  private final FlipLog log;
  private final Map<FaultSite, long[][]> flips = new EnumMap<>(FaultSite.class);
  private final Map<FaultSite, long[][]> residual = new EnumMap<>(FaultSite.class);
  private long total;

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
    add(flips, site, layer, mask);
    total += Long.bitCount(mask);
    // A stuck bit is 0 or 1, which a flip is not: who needs it asks the plan.
    if (log != null && mask != 0 && site != FaultSite.PE) {
      log.add(site, layer, replica, value, mask);
    }
  }

  /**
   * Counts flips of a value that the bitwise vote let through.
   *
   * @param voted whether there was a vote at all
   */
  public void countResidual(FaultSite site, int layer, long value, long mask, boolean voted) {
    add(residual, site, layer, mask);
    if (log != null && voted) {
      log.add(site, layer, FlipLog.VOTED, value, mask);
    }
  }

  /** Each flip, where they are kept; else null. */
  public FlipLog log() {
    return log;
  }

  private void add(Map<FaultSite, long[][]> counts, FaultSite site, int layer, long mask) {
    if (mask == 0) {
      return;
    }
    long[] bits = table(counts, site)[layer];
    for (long rest = mask; rest != 0; rest &= rest - 1) {
      bits[Long.numberOfTrailingZeros(rest)]++;
    }
  }

  private long[][] table(Map<FaultSite, long[][]> counts, FaultSite site) {
    return counts.computeIfAbsent(site, key -> new long[Math.max(1, layers)][key.bitsPerValue()]);
  }

  /** Flips of all sites. */
  public long total() {
    return total;
  }

  public long flips(FaultSite site, int layer, int bit) {
    return flips.containsKey(site) ? flips.get(site)[layer][bit] : 0;
  }

  public long residual(FaultSite site, int layer, int bit) {
    return residual.containsKey(site) ? residual.get(site)[layer][bit] : 0;
  }

  /** Adds another tally's counts. */
  public void add(FlipTally other) {
    merge(flips, other.flips);
    merge(residual, other.residual);
    total += other.total;
  }

  private void merge(Map<FaultSite, long[][]> to, Map<FaultSite, long[][]> from) {
    from.forEach(
        (site, counts) -> {
          long[][] own = table(to, site);
          for (int layer = 0; layer < counts.length; layer++) {
            for (int bit = 0; bit < counts[layer].length; bit++) {
              own[layer][bit] += counts[layer][bit];
            }
          }
        });
  }
}
