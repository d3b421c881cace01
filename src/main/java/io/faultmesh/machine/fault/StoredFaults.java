package io.faultmesh.machine.fault;

import io.faultmesh.fault.FlipLog;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Refetch;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.protection.struck.StruckValues;
import io.faultmesh.protection.struck.Turn;
import io.faultmesh.protection.struck.UnitSums;
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
  private final Turn turn;
  private List<FlipLog.Entry> entries = List.of();
  private List<Refetch> refetches = List.of();

  /**
   * The faults of a site.
   *
   * @param faults null for a run without faults
   */
  StoredFaults(DesignFaults faults, FaultSite site, int layer, int image) {
    this(faults, site, layer, image, Turn.FIRST);
  }

  private StoredFaults(DesignFaults faults, FaultSite site, int layer, int image, Turn turn) {
    this.turn = turn;
    this.faults = faults;
    this.site = site;
    this.layer = layer;
    this.image = image;
  }

  /** The same site in a turn that reads some values once more. */
  StoredFaults again(Turn next) {
    return new StoredFaults(faults, site, layer, image, next);
  }

  /**
   * Reads the weights once more that the turn wants.
   *
   * @param stored all weights of the layer
   * @return the same with what was read in their place
   */
  public byte[] readAgain(byte[] stored, FlipTally tally) {
    FlipLog log = new FlipLog();
    FlipTally own = new FlipTally(faults.protection().layers().size(), log);
    byte[] read = stored.clone();
    faults.countedBy(own).readAgain(layer, image, turn, read);
    take(own, tally);
    return read;
  }

  private void take(FlipTally own, FlipTally tally) {
    tally.add(own);
    entries = own.log().entries();
    refetches = List.copyOf(own.refetches());
  }

  /** Whether anything may be struck. */
  public boolean strikes() {
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
    return read(new byte[][] {stored}, values(new byte[][] {sent}), tally)[0];
  }

  /**
   * The same where detected results come from the dot-product unit.
   *
   * @param again its result of a value
   */
  public byte[] read(byte[] stored, LongToIntFunction again, FlipTally tally) {
    return read(new byte[][] {stored}, again, tally)[0];
  }

  /** Reads tensors that follow each other at the site. */
  public byte[][] read(byte[][] stored, FlipTally tally) {
    return read(stored, values(stored), tally);
  }

  private static LongToIntFunction values(byte[][] tensors) {
    int firstLength = tensors[0].length;
    return value ->
        value < firstLength ? tensors[0][(int) value] : tensors[1][(int) value - firstLength];
  }

  private byte[][] read(byte[][] stored, LongToIntFunction sent, FlipTally tally) {
    if (!strikes()) {
      return stored;
    }
    FlipLog log = new FlipLog();
    FlipTally own = new FlipTally(faults.protection().layers().size(), log);
    int firstLength = stored[0].length;
    StruckValues struck = faults.countedBy(own).values(site, layer, image, 0, values(stored), sent);
    byte[][] read = stored.clone();
    while (struck.advance()) {
      int tensor = struck.value() < firstLength ? 0 : 1;
      if (read[tensor] == stored[tensor]) {
        read[tensor] = stored[tensor].clone();
      }
      read[tensor][(int) struck.value() - tensor * firstLength] ^= (byte) struck.left();
    }
    take(own, tally);
    return read;
  }

  /** What the dot-product unit computes detected results with. */
  public UnitSums unitSums() {
    return faults.unitSums(layer, image);
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
