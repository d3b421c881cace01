package io.faultmesh.campaign.single;

import io.faultmesh.fault.FaultForm;
import io.faultmesh.scenario.FaultSite;
import java.util.List;

/**
 * The same bit of all values of a site in a layer, or of all cells that may be stuck. What serves
 * all images counts once; of other values each image has its own.
 *
 * @param layer {@link io.faultmesh.fault.Draw#ALL} for what is stuck
 * @param first values of a first tensor, where a site has two: physical words start anew behind it
 * @param population faults
 */
record Block(
    FaultSite site, FaultForm form, int layer, int bit, long values, long first, long population) {

  /** What shares a row of totals and a second step. */
  List<Object> group() {
    return List.of(site, form);
  }

  /** Whether a fault meets any of the images, so that one is drawn. */
  boolean servesAllImages() {
    return site.storesParameters() || form.isPermanent();
  }

  /** How many bits from one on an event can strike: it ends with its word of 64. */
  long room(long value) {
    long start = value < first ? 0 : first;
    long end = value < first ? first : values;
    long before = (value - start) * site.bitsPerValue() + bit;
    long left = (end - start) * site.bitsPerValue() - before;
    return Math.min(Long.SIZE - before % Long.SIZE, left);
  }
}
