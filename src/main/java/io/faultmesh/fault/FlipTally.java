package io.faultmesh.fault;

import io.faultmesh.scenario.FaultSite;
import java.util.EnumMap;
import java.util.Map;

/** Counts flips per site, layer and bit: all that were drawn, and those that no vote removed. */
public final class FlipTally {
  private final int layers;
  private final Map<FaultSite, long[][]> flips = new EnumMap<>(FaultSite.class);
  private final Map<FaultSite, long[][]> residual = new EnumMap<>(FaultSite.class);
  private long total;

  /**
   * An empty tally.
   *
   * @param layers number of struck layers; {@code pe} counts as layer 0
   */
  public FlipTally(int layers) {
    this.layers = layers;
  }

  /** Counts flips that exist, as a mask of bit positions. */
  public void count(FaultSite site, int layer, long mask) {
    add(flips, site, layer, mask);
    total += Long.bitCount(mask);
  }

  /** Counts flips that the bitwise vote let through. */
  public void countResidual(FaultSite site, int layer, long mask) {
    add(residual, site, layer, mask);
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
