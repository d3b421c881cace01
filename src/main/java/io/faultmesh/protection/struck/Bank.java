package io.faultmesh.protection.struck;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.fault.StuckCells;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.Station;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;

/**
 * Cells of a buffer: those of values, of one of their copies, or of one copy's check bits.
 *
 * @param cells whose bits they hold
 * @param units values, or words
 * @param width bits of a unit
 * @param mask the bits of a unit that exist
 */
public record Bank(Cells cells, int copy, long units, int width, long mask) {
  private static final long ALL = -1;

  /** The banks of a site's buffer in a design. */
  public static List<Bank> of(Protection design, FaultPlan plan, FaultSite site) {
    long bytes = plan.stuck().bufferValues(site);
    boolean redundant = plan.stuck().strikesRedundantBits(site);
    List<Bank> banks = new ArrayList<>();
    banks.add(new Bank(Cells.data(site), 0, bytes, site.bitsPerValue(), ALL));
    int copies = 1;
    long copied = 0;
    for (LayerProtection layer : design.layers()) {
      Station station = layer.station(site);
      copies = Math.max(copies, station.copies());
      copied |= copied(station, design);
    }
    for (int copy = 1; copy < copies && redundant; copy++) {
      banks.add(new Bank(Cells.data(site), copy, bytes, site.bitsPerValue(), copied));
    }
    if (!design.layers().isEmpty() && redundant) {
      Station station = design.layers().get(0).station(site);
      for (int copy = 0; station.coder() != null && copy < station.codedCopies(); copy++) {
        int checkBits = station.coder().redundancy().checkBits();
        banks.add(new Bank(station.coder().cells(), copy, words(station, bytes), checkBits, ALL));
      }
    }
    return banks;
  }

  /** The bits of any value of a layer that exist in every copy. */
  private static long copied(Station station, Protection design) {
    long mask = 0;
    if (station.copies() > 1) {
      int neurons = design.network().layers().get(station.layer()).node().neurons();
      for (int value = 0; value < neurons; value++) {
        mask |= Integer.toUnsignedLong(station.copied(value));
      }
    }
    return mask;
  }

  private static long words(Station station, long bytes) {
    return (bytes + station.valuesPerWord() - 1) / station.valuesPerWord();
  }

  /** The stuck cells of a copy of a station's values. */
  public static StuckCells values(Station station, FaultPlan plan, int trial, int copy) {
    FaultSite site = station.site();
    long bytes = plan.stuck().bufferValues(site);
    return new Bank(Cells.data(site), copy, bytes, site.bitsPerValue(), ALL).stuck(plan, trial);
  }

  /** The stuck cells of a coded copy's check bits. */
  public static StuckCells checks(Station station, FaultPlan plan, int trial, int copy) {
    long bytes = plan.stuck().bufferValues(station.site());
    int checkBits = station.coder().redundancy().checkBits();
    Bank bank = new Bank(station.coder().cells(), copy, words(station, bytes), checkBits, ALL);
    return bank.stuck(plan, trial);
  }

  private StuckCells stuck(FaultPlan plan, int trial) {
    boolean first = copy == 0 && cells.isData();
    return first || plan.stuck().strikesRedundantBits(cells.site())
        ? plan.stuck().cells(cells.site(), trial, copy, cells.kind(), units, width)
        : StuckCells.NONE;
  }

  /** Its stuck bits that exist. */
  public List<StuckBit> bits(FaultPlan plan, int trial) {
    return stuck(plan, trial).bits().stream().filter(bit -> (mask >>> bit.bit() & 1) != 0).toList();
  }
}
