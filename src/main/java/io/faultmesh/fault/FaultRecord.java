package io.faultmesh.fault;

import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.text.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Faults that somebody recorded or wrote down, to be played again by a {@link FaultPlan}. Filled
 * first, then read by any thread.
 */
public final class FaultRecord {

  /** A place, and what leads to its flips. */
  private static final int PLACE_BYTES = 200;

  private final String source;
  private final boolean complete;
  private final Map<Draw, ListedFlips> flips = new HashMap<>();
  private final Map<Draw, List<StuckBit>> stuck = new HashMap<>();
  private long sizeBytes;

  /**
   * An empty record.
   *
   * @param source the file that it comes from, for errors
   * @param complete whether it names the faults of all replicas; else those of replicas 1 and 2 are
   *     drawn, and what is recorded of them joins in
   */
  public FaultRecord(String source, boolean complete) {
    this.source = source;
    this.complete = complete;
  }

  /** The file that it comes from. */
  String source() {
    return source;
  }

  public boolean isComplete() {
    return complete;
  }

  /** Adds a flipped bit; the addresses of one place must ascend. */
  public void add(Draw place, long address) {
    ListedFlips own = flips.computeIfAbsent(place, unused -> newFlips());
    sizeBytes -= own.capacity();
    own.add(address);
    sizeBytes += own.capacity();
  }

  private ListedFlips newFlips() {
    ListedFlips own = new ListedFlips();
    sizeBytes += PLACE_BYTES + own.capacity();
    return own;
  }

  /** About how much memory it takes. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Adds a stuck bit of a processing element or of a buffer. */
  public void add(Draw place, StuckBit bit) {
    stuck.computeIfAbsent(place, unused -> new ArrayList<>()).add(bit);
    sizeBytes += PLACE_BYTES;
  }

  /**
   * The flips of a place.
   *
   * @throws BadInputException if one is beyond the place's addresses
   */
  Flips flips(Draw place, long addresses) {
    ListedFlips own = flips.get(place);
    if (own == null) {
      return Flips.NONE;
    }
    if (own.last() >= addresses) {
      boolean data = place.kind().equals(Draw.DATA);
      int bits = data ? place.site().bitsPerValue() : Long.SIZE;
      throw new BadInputException(
          Text.format(
              "%s: a fault strikes %s%s %d of layer %d, which has 0 to %d",
              source,
              data ? "" : place.kind() + " at ",
              place.site().label(),
              own.last() / bits,
              place.layer(),
              addresses / bits - 1));
    }
    return own.flips();
  }

  /**
   * The stuck bits of a place.
   *
   * @throws BadInputException if one is beyond the array or buffer
   */
  List<StuckBit> stuckBits(Draw place, int units) {
    List<StuckBit> own = stuck.getOrDefault(place, List.of());
    for (StuckBit bit : own) {
      if (bit.element() >= units) {
        String message =
            place.site() == FaultSite.PE
                ? "%s: a bit of processing element %d is stuck; the array has %d, from 0"
                : "%s: a bit of unit %d of a buffer is stuck; it has %d, from 0";
        throw new BadInputException(Text.format(message, source, bit.element(), units));
      }
    }
    return own;
  }

  /**
   * Holds the places against a network: others would never be asked for their flips.
   *
   * @param mappings of the layers
   * @throws BadInputException if a layer, or a site's values in it, do not exist
   */
  public void check(List<IntegerLayer> layers, List<LayerMapping> mappings) {
    for (Draw place : flips.keySet()) {
      if (place.layer() >= layers.size()) {
        throw new BadInputException(
            Text.format(
                "%s: a fault strikes layer %d; the network has layers 0 to %d",
                source, place.layer(), layers.size() - 1));
      }
      int layer = place.layer();
      if (layer >= 0
          && SiteSpace.values(place.site(), layers.get(layer), mappings.get(layer)) == 0) {
        throw new BadInputException(
            Text.format(
                "%s: a fault strikes %s of layer %d, which has none",
                source, place.site().label(), layer));
      }
    }
  }

  /** Every place where something strikes. */
  public List<Draw> places() {
    List<Draw> places = new ArrayList<>(flips.keySet());
    places.addAll(stuck.keySet());
    return places;
  }
}
