package io.faultmesh.fault;

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

  /** Stands for the image of faults that outlast images, and for the layer of stuck bits. */
  public static final int ALL = -1;

  /** A place, and what leads to its flips. */
  private static final int PLACE_BYTES = 200;

  /** Which realisation, and where. */
  public record Place(double ber, int trial, int image, int layer, FaultSite site, int replica) {}

  private final boolean complete;
  private final Map<Place, ListedFlips> flips = new HashMap<>();
  private final Map<Place, List<StuckBit>> stuck = new HashMap<>();
  private long sizeBytes;

  /**
   * An empty record.
   *
   * @param complete whether it names the faults of all replicas; else those of replicas 1 and 2 are
   *     drawn, and what is recorded of them joins in
   */
  public FaultRecord(boolean complete) {
    this.complete = complete;
  }

  public boolean isComplete() {
    return complete;
  }

  /** Adds a flipped bit; the addresses of one place must ascend. */
  public void add(Place place, long address) {
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

  /** Adds a stuck bit of a processing element. */
  public void add(Place place, StuckBit bit) {
    stuck.computeIfAbsent(place, unused -> new ArrayList<>()).add(bit);
    sizeBytes += PLACE_BYTES;
  }

  /**
   * The flips of a place.
   *
   * @throws BadInputException if one is beyond the place's addresses
   */
  Flips flips(Place place, long addresses) {
    ListedFlips own = flips.get(place);
    if (own == null) {
      return Flips.NONE;
    }
    if (own.last() >= addresses) {
      throw new BadInputException(
          Text.format(
              "a fault strikes bit %d of site %s in layer %d; it has bits 0 to %d",
              own.last(), place.site().label(), place.layer(), addresses - 1));
    }
    return own.flips();
  }

  /**
   * The stuck bits of a place.
   *
   * @throws BadInputException if one is beyond the array
   */
  List<StuckBit> stuckBits(Place place, int processingElements) {
    List<StuckBit> own = stuck.getOrDefault(place, List.of());
    for (StuckBit bit : own) {
      if (bit.element() >= processingElements) {
        throw new BadInputException(
            Text.format(
                "a bit of processing element %d is stuck; the array has %d",
                bit.element(), processingElements));
      }
    }
    return own;
  }

  /** Every place where something strikes. */
  public List<Place> places() {
    List<Place> places = new ArrayList<>(flips.keySet());
    places.addAll(stuck.keySet());
    return places;
  }
}
