package io.faultmesh.oracle;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.Flips;
import io.faultmesh.fault.Outcome;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.scenario.FaultSite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/** Draws flips from the plan into plain maps, and counts them and what checks made of them. */
final class SlowFlips {
  private final FaultPlan plan;
  private final int trial;
  private final int image;
  private final Map<String, Long> counts = new TreeMap<>();

  SlowFlips(FaultPlan plan, int trial, int image) {
    this.plan = plan;
    this.trial = trial;
    this.image = image;
  }

  /** A replica's flipped bits, by value number. */
  Map<Long, Integer> draw(FaultSite site, int layer, int replica, long values) {
    return draw(site, layer, replica, 0, values);
  }

  /** The same at a site that holds a first tensor and another. */
  Map<Long, Integer> draw(FaultSite site, int layer, int replica, long firstTensor, long values) {
    return draw(site, layer, replica, firstTensor, values, 0);
  }

  /** The same when a layer's folds are computed once more. */
  Map<Long, Integer> draw(
      FaultSite site, int layer, int replica, long firstTensor, long values, int attempt) {
    Map<Long, Integer> masks = new HashMap<>();
    int width = site.bitsPerValue();
    var draw = plan.draw(trial, image, layer, site).ofCopy(replica).ofAttempt(attempt);
    Flips flips = plan.flips(draw, firstTensor * width, values * width);
    for (long address = flips.next(); address != Flips.END; address = flips.next()) {
      int bit = (int) (address % site.bitsPerValue());
      if ((plan.bitMask() >>> bit & 1) == 1) {
        masks.merge(address / site.bitsPerValue(), 1 << bit, (a, b) -> a ^ b);
      }
    }
    return masks;
  }

  /** The flips of a mechanism's words, by word; those of first attempts are counted. */
  Map<Long, Integer> words(
      FaultSite site, int layer, String mechanism, int attempt, long words, int bits) {
    Map<Long, Integer> masks = new HashMap<>();
    var draw = plan.draw(trial, image, layer, site).ofKind(mechanism).ofAttempt(attempt);
    Flips flips = plan.redundantFlips(draw, words, bits);
    for (long address = flips.next(); address != Flips.END; address = flips.next()) {
      int bit = (int) (address % bits);
      masks.merge(address / bits, 1 << bit, (a, b) -> a ^ b);
      if (attempt == 0 && !plan.isPerTrial(site)) {
        counts.merge(checkKey(site, mechanism, layer, bit), 1L, Long::sum);
      }
    }
    return masks;
  }

  /** A copy's flipped check bits of a site's words, by word; any bit position may flip. */
  boolean[][] drawChecks(
      FaultSite site, int layer, int copy, String mechanism, int words, int bits) {
    boolean[][] flipped = new boolean[words][bits];
    var draw = plan.draw(trial, image, layer, site).ofCopy(copy).ofKind(mechanism);
    Flips flips = plan.redundantFlips(draw, words, bits);
    for (long address = flips.next(); address != Flips.END; address = flips.next()) {
      int bit = (int) (address % bits);
      flipped[(int) (address / bits)][bit] = true;
      if (!plan.isPerTrial(site)) {
        counts.merge(checkKey(site, mechanism, layer, bit), 1L, Long::sum);
      }
    }
    return flipped;
  }

  /**
   * What is read of a unit of a buffer, some of whose bits may be stuck.
   *
   * @param unit number in its tensor, which lies in the buffer as often as it must
   * @param existing the bits that have cells
   */
  boolean[] stick(
      FaultSite site,
      int copy,
      String kind,
      int perUnit,
      long unit,
      boolean[] bits,
      LongPredicate existing) {
    if (!plan.stuck().strikesBuffer(site)) {
      return bits;
    }
    long bytes = plan.stuck().bufferValues(site);
    long units = bytes / perUnit + (bytes % perUnit > 0 ? 1 : 0);
    boolean[] read = bits.clone();
    for (StuckBit stuck : plan.stuck().cells(site, trial, copy, kind, units, bits.length).bits()) {
      if (stuck.element() == unit % units && existing.test(stuck.bit())) {
        read[stuck.bit()] = stuck.one();
      }
    }
    return read;
  }

  /** Counts the drawn flips of bits that exist. */
  void count(FaultSite site, int layer, Map<Long, Integer> masks, LongFunction<Integer> existing) {
    masks.forEach(
        (value, mask) -> {
          for (int bit = 0; bit < site.bitsPerValue(); bit++) {
            if ((mask & existing.apply(value) & 1 << bit) != 0) {
              counts.merge(key(site, layer, bit), 1L, Long::sum);
            }
          }
        });
  }

  /** Counts what a check made of a word; of what lasts for the trial, no single image tells. */
  void count(FaultSite site, String mechanism, int layer, Outcome outcome) {
    if (outcome != Outcome.CLEAN && !plan.isPerTrial(site)) {
      counts.merge(outcomeKey(site, mechanism, layer, outcome), 1L, Long::sum);
    }
  }

  static String key(FaultSite site, int layer, int bit) {
    return site + " of layer " + layer + ", bit " + bit;
  }

  static String checkKey(FaultSite site, String mechanism, int layer, int bit) {
    return site + " of layer " + layer + ", " + mechanism + "'s bit " + bit;
  }

  static String outcomeKey(FaultSite site, String mechanism, int layer, Outcome outcome) {
    return site + " of layer " + layer + ", " + mechanism + ": " + outcome;
  }

  /** Flips by site, layer and bit, and words by check and outcome, where there are any. */
  Map<String, Long> counts() {
    return counts;
  }

  /** A value after a processing element's stuck bits, which start at some bit number. */
  static int force(List<StuckBit> stuck, int element, int firstBit, int width, int value) {
    int forced = value;
    for (StuckBit bit : stuck) {
      int place = bit.bit() - firstBit;
      if (bit.element() == element && place >= 0 && place < width) {
        forced = bit.one() ? forced | 1 << place : forced & ~(1 << place);
      }
    }
    return forced;
  }
}
