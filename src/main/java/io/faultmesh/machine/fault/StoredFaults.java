package io.faultmesh.machine.fault;

import io.faultmesh.fault.FlipLog;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Refetch;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.protection.struck.StruckValues;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import java.util.function.LongToIntFunction;

/**
 * What strikes the values that one layer stores at a site while one image passes, and what guards
 * make of it: decided once, by the component that reads the values.
 */
public final class StoredFaults {
  private final DesignFaults faults;
  private final FaultSite site;
  private final int layer;
  private final int image;
  private List<FlipLog.Entry> entries = List.of();
  private List<Refetch> refetches = List.of();

  /**
   * The faults of a site.
   *
   * @param faults null for a run without faults
   */
  StoredFaults(DesignFaults faults, FaultSite site, int layer, int image) {
    this.faults = faults;
    this.site = site;
    this.layer = layer;
    this.image = image;
  }

  boolean strikes() {
    return faults != null && faults.strikes(site, layer);
  }

  /**
   * Reads stored bytes.
   *
   * @param tally of the component that reads
   * @return what goes on: a copy, or the given array where nothing is struck
   */
  public byte[] read(byte[] stored, FlipTally tally) {
    return read(stored, stored, tally);
  }

  /**
   * The same where DRAM may hold other bytes.
   *
   * @param sent what comes from there when words are read again
   */
  public byte[] read(byte[] stored, byte[] sent, FlipTally tally) {
    return read(new byte[][] {stored}, new byte[][] {sent}, tally)[0];
  }

  /** Reads tensors that follow each other at the site. */
  public byte[][] read(byte[][] stored, FlipTally tally) {
    return read(stored, stored, tally);
  }

  private static LongToIntFunction values(byte[][] tensors) {
    int firstLength = tensors[0].length;
    return value ->
        value < firstLength ? tensors[0][(int) value] : tensors[1][(int) value - firstLength];
  }

  private byte[][] read(byte[][] stored, byte[][] sent, FlipTally tally) {
    if (!strikes()) {
      return stored;
    }
    FlipLog log = new FlipLog();
    FlipTally own = new FlipTally(faults.protection().layers().size(), log);
    int firstLength = stored[0].length;
    StruckValues struck =
        faults.countedBy(own).values(site, layer, image, 0, values(stored), values(sent));
    byte[][] read = stored.clone();
    while (struck.advance()) {
      int tensor = struck.value() < firstLength ? 0 : 1;
      if (read[tensor] == stored[tensor]) {
        read[tensor] = stored[tensor].clone();
      }
      read[tensor][(int) struck.value() - tensor * firstLength] ^= (byte) struck.left();
    }
    tally.add(own);
    entries = log.entries();
    refetches = List.copyOf(own.refetches());
    return read;
  }

  /** The words that were read again, once the values are read. */
  public List<Refetch> refetches() {
    return refetches;
  }

  /** Each flip and check, once the values are read. */
  public List<FlipLog.Entry> entries() {
    return entries;
  }
}
