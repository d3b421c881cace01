package io.faultmesh.machine.fault;

import io.faultmesh.fault.FlipLog;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.protection.DesignFaults;
import io.faultmesh.protection.StruckValues;
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
    return read(new byte[][] {stored}, tally)[0];
  }

  /** Reads tensors that follow each other at the site. */
  public byte[][] read(byte[][] stored, FlipTally tally) {
    if (!strikes()) {
      return stored;
    }
    FlipLog log = new FlipLog();
    FlipTally own = new FlipTally(faults.protection().layers().size(), log);
    int firstLength = stored[0].length;
    LongToIntFunction right =
        value ->
            value < firstLength ? stored[0][(int) value] : stored[1][(int) value - firstLength];
    StruckValues struck = faults.countedBy(own).values(site, layer, image, 0, right);
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
    return read;
  }

  /** Each flip and check, once the values are read. */
  public List<FlipLog.Entry> entries() {
    return entries;
  }
}
