package io.faultmesh.protection.struck;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.fault.StuckCells;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.Station;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSite;

/** What is stuck in the buffers of one design for a trial. */
public final class StuckBuffers {
  private final FaultPlan plan;
  private final int trial;
  private final Protection protection;

  StuckBuffers(FaultPlan plan, int trial, Protection protection) {
    if (plan.stuck().strikesBuffer(FaultSite.ACTIVATION) && protection.repeatsChannels()) {
      throw new BadInputException(
          "design "
              + protection.name()
              + ": channels that the array computes three times do not go with stuck cells of site"
              + " activation, for their passes are voted before they are stored");
    }
    this.plan = plan;
    this.trial = trial;
    this.protection = protection;
  }

  /** Takes a stuck bit of a buffer. */
  public interface Sink {
    void stuck(Cells cells, int copy, int width, StuckBit bit);
  }

  /** Tells all stuck bits of buffers that the design has. */
  public void cells(Sink sink) {
    for (FaultSite site : FaultSite.values()) {
      if (stick(site)) {
        for (Bank bank : Bank.of(protection, plan, site)) {
          for (StuckBit bit : bank.bits(plan, trial)) {
            sink.stuck(bank.cells(), bank.copy(), bank.width(), bit);
          }
        }
      }
    }
  }

  /** Whether cells of a site's buffer may be stuck. */
  public boolean stick(FaultSite site) {
    return plan.stuck().strikesBuffer(site);
  }

  /** What stuck cells make of a station's values. */
  StuckBits bits(Station station, long values) {
    if (!stick(station.site())) {
      return StuckBits.NONE;
    }
    StuckCells.Cursor[] copies = new StuckCells.Cursor[station.copies()];
    for (int copy = 0; copy < copies.length; copy++) {
      copies[copy] = Bank.values(station, plan, trial, copy).over(values);
    }
    int coded = station.coder() == null ? 0 : station.codedCopies();
    StuckCells.Cursor[] checks = new StuckCells.Cursor[coded];
    for (int copy = 0; copy < coded; copy++) {
      checks[copy] = Bank.checks(station, plan, trial, copy).over(station.words(values, 0));
    }
    return new StuckBits(station, copies, checks);
  }
}
