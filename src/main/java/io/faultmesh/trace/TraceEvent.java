package io.faultmesh.trace;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FlipLog;
import io.faultmesh.fault.Outcome;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.text.Text;

/**
 * One thing that a component did.
 *
 * @param cycle the first one; {@link #NONE} where the engine has no time
 * @param layer struck layer; {@link #NONE} for none, as is {@code fold}
 * @param site null where nothing is struck
 * @param address of faults and votes the first bit of the struck value, else a byte
 * @param flips mask over the struck value: bit i stands for {@code address + i}
 * @param value see {@code proto/trace.proto}
 * @param cells of faults: {@link Draw#DATA}, or the mechanism whose redundant cells are struck; of
 *     checks: the mechanism
 * @param outcome of checks; null for all others
 */
public record TraceEvent(
    EventKind kind,
    String component,
    long cycle,
    long durationCycles,
    int layer,
    int fold,
    FaultSite site,
    int replica,
    long address,
    long bytes,
    long flips,
    long value,
    String cells,
    Outcome outcome)
    implements TraceRecord {
  /** Stands for what an event has not. */
  public static final int NONE = -1;

  private static final int REPLICAS = 3;

  /** An event of the network's own values, or of none. */
  public TraceEvent(
      EventKind kind,
      String component,
      long cycle,
      long durationCycles,
      int layer,
      int fold,
      FaultSite site,
      int replica,
      long address,
      long bytes,
      long flips,
      long value) {
    this(
        kind,
        component,
        cycle,
        durationCycles,
        layer,
        fold,
        site,
        replica,
        address,
        bytes,
        flips,
        value,
        Draw.DATA,
        null);
  }

  public TraceEvent {
    if (cycle < NONE || layer < NONE || fold < NONE) {
      throw new IllegalArgumentException(
          Text.format("no cycle is %d, no layer %d, or no fold %d", cycle, layer, fold));
    }
    if (durationCycles < 0 || address < 0 || bytes < 0 || cycle + durationCycles < NONE) {
      throw new IllegalArgumentException(
          Text.format(
              "a duration of %d cycles, address %d or %d bytes is out of range",
              durationCycles, address, bytes));
    }
    if (replica < 0 || replica >= REPLICAS) {
      throw new IllegalArgumentException("replicas are 0, 1 and 2, not " + replica);
    }
    if (kind.isFault() || kind == EventKind.VOTE) {
      checkStruck(kind, site, address, flips, cells.equals(Draw.DATA));
    }
    boolean hasOutcome = outcome != null && outcome != Outcome.CLEAN;
    if ((kind == EventKind.CHECK) != hasOutcome || (hasOutcome && site == null)) {
      throw new IllegalArgumentException("a check, and nothing else, has a site and an outcome");
    }
    if (kind == EventKind.STUCK && (value & ~1L) != 0) {
      throw new IllegalArgumentException("a bit is stuck at 0 or 1, not at " + value);
    }
  }

  private static void checkStruck(
      EventKind kind, FaultSite site, long address, long flips, boolean isData) {
    if (site == null) {
      throw new IllegalArgumentException(kind.label() + " without a site");
    }
    if (!isData) {
      return;
    }
    int width = site.bitsPerValue();
    boolean fits = width == Long.SIZE || flips >>> width == 0;
    if (address % width != 0 || !fits || (flips == 0 && kind.isFault())) {
      throw new IllegalArgumentException(
          Text.format(
              "address %d and mask %x do not fit a value of site %s",
              address, flips, site.label()));
    }
  }

  /** Flips of one value, or what a vote left of them. */
  public static TraceEvent struck(
      EventKind kind,
      String component,
      long cycle,
      int layer,
      int fold,
      FaultSite site,
      int replica,
      long valueNumber,
      long flips) {
    long address = Math.multiplyExact(valueNumber, site.bitsPerValue());
    return new TraceEvent(
        kind, component, cycle, 0, layer, fold, site, replica, address, 0, flips, 0);
  }

  /**
   * A flip or check that a log kept. The address of redundant cells counts from the first of the
   * site: {@code word * 64 + bit}.
   */
  public static TraceEvent of(FlipLog.Entry entry, String component, long cycle, int fold) {
    if (entry.outcome() != null) {
      return checked(
          component, cycle, entry.layer(), fold, entry.cells(), entry.value(), entry.outcome());
    }
    boolean vote = entry.replica() == FlipLog.VOTED;
    FaultSite site = entry.cells().site();
    int width = entry.cells().isData() ? site.bitsPerValue() : Long.SIZE;
    return new TraceEvent(
        vote ? EventKind.VOTE : EventKind.FLIP,
        component,
        cycle,
        0,
        entry.layer(),
        fold,
        site,
        vote ? 0 : entry.replica(),
        Math.multiplyExact(entry.value(), width),
        0,
        entry.mask(),
        0,
        entry.cells().kind(),
        null);
  }

  /**
   * What a mechanism's check made of a word.
   *
   * @param guard the mechanism and its site
   * @param firstValue number of the word's first value
   */
  public static TraceEvent checked(
      String component,
      long cycle,
      int layer,
      int fold,
      Cells guard,
      long firstValue,
      Outcome outcome) {
    FaultSite site = guard.site();
    long address = Math.multiplyExact(firstValue, site.bitsPerValue());
    return new TraceEvent(
        EventKind.CHECK,
        component,
        cycle,
        0,
        layer,
        fold,
        site,
        0,
        address,
        0,
        0,
        0,
        guard.kind(),
        outcome);
  }

  /**
   * A bit that is stuck, in a processing element's registers or in a buffer.
   *
   * @param bit by its element, or by the unit of the buffer
   */
  public static TraceEvent stuck(String component, Cells cells, int replica, StuckBit bit) {
    FaultSite site = cells.site();
    int width = cells.isData() ? site.bitsPerValue() : Long.SIZE;
    return new TraceEvent(
        EventKind.STUCK,
        component,
        NONE,
        0,
        NONE,
        NONE,
        site,
        replica,
        (long) bit.element() * width,
        0,
        1L << bit.bit(),
        bit.one() ? 1 : 0,
        cells.kind(),
        null);
  }

  /** An image's result. */
  public static TraceEvent logits(String component, long cycle, long crc32) {
    return new TraceEvent(
        EventKind.LOGITS, component, cycle, 0, NONE, NONE, null, 0, 0, 0, 0, crc32);
  }

  /** A request or a transfer of bytes. */
  public static TraceEvent moved(
      EventKind kind,
      String component,
      long cycle,
      long durationCycles,
      int layer,
      int fold,
      long address,
      long bytes,
      long value) {
    return new TraceEvent(
        kind, component, cycle, durationCycles, layer, fold, null, 0, address, bytes, 0, value);
  }

  /** Something that takes time on a component. */
  public static TraceEvent slice(
      EventKind kind,
      String component,
      long cycle,
      long durationCycles,
      int layer,
      int fold,
      long value) {
    return moved(kind, component, cycle, durationCycles, layer, fold, 0, 0, value);
  }

  /**
   * Number within site and layer of the struck value, of the word of redundant cells, or of the
   * first value of a checked word.
   */
  public long valueNumber() {
    boolean ofValues = cells.equals(Draw.DATA) || kind == EventKind.CHECK;
    return address / (ofValues ? site.bitsPerValue() : Long.SIZE);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(kind.label()).append(" by ").append(component);
    if (cycle != NONE) {
      text.append(" at cycle ").append(cycle);
    }
    if (layer != NONE) {
      text.append(", layer ").append(layer);
    }
    if (fold != NONE) {
      text.append(", fold ").append(fold);
    }
    if (site != null) {
      text.append(
          Text.format(
              ", site %s, replica %d, address %d, flips %x",
              site.label(), replica, address, flips));
    }
    if (outcome != null) {
      text.append(", ").append(cells).append(": ").append(outcome.label());
    }
    if (durationCycles > 0) {
      text.append(", ").append(durationCycles).append(" cycles");
    }
    if (bytes > 0) {
      text.append(", ").append(bytes).append(" bytes from ").append(address);
    }
    if (value != 0) {
      text.append(", value ").append(Long.toHexString(value));
    }
    return text.toString();
  }
}
