package io.faultmesh.protection.struck;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;
import io.faultmesh.fault.Refetch;
import io.faultmesh.protection.Guard;
import io.faultmesh.protection.Station;

/** Counts what a cursor over a station's struck values sees in one pass. */
final class StationTally implements StruckObserver {

  /** What is counted. */
  enum Counted {
    /** All of it. */
    ALL,
    /** All but what is read again: faults that outlast images. */
    LASTING,
    /** Checks and what is read again: the flips of a first reading are those that are counted. */
    CHECKS,
    /** What is read again; the rest was counted before. */
    REFETCHES,
    /** Nothing, for it was counted before. */
    NOTHING
  }

  private final Station station;
  private final int pass;
  private final FlipTally tally;
  private final Counted counted;

  StationTally(Station station, int pass, FlipTally tally, Counted counted) {
    this.station = station;
    this.pass = pass;
    this.tally = tally;
    this.counted = counted;
  }

  private boolean countsFlips() {
    return counted == Counted.ALL || counted == Counted.LASTING;
  }

  @Override
  public void flips(long value, int copy, int mask) {
    if (countsFlips()) {
      int replica = pass == 0 ? copy : pass;
      long flips = Integer.toUnsignedLong(mask);
      tally.count(station.site(), station.layer(), replica, value, flips);
    }
  }

  @Override
  public void checkFlips(long word, int copy, long mask) {
    if (countsFlips()) {
      Guard coder = station.coder();
      int bits = coder.redundancy().checkBits();
      tally.countRedundant(coder.cells(), bits, station.layer(), copy, word, mask);
    }
  }

  @Override
  public void checked(Guard guard, long firstValue, Outcome outcome) {
    if (countsFlips() || counted == Counted.CHECKS) {
      tally.checked(guard.cells(), station.layer(), firstValue, outcome);
      if (guard.stops(outcome)) {
        tally.stopped();
      }
    }
  }

  @Override
  public void refetched(long firstValue, int values, int attempt) {
    if (counted != Counted.LASTING && counted != Counted.NOTHING) {
      tally.refetched(new Refetch(station.site(), station.layer(), firstValue, values, attempt));
    }
  }

  @Override
  public void left(long value, int left, boolean checked) {
    if (pass == 0 && countsFlips()) {
      long mask = Integer.toUnsignedLong(left);
      tally.countResidual(station.site(), station.layer(), value, mask, checked);
    }
  }
}
