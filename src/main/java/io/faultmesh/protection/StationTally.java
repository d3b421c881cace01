package io.faultmesh.protection;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;

/** Counts what a cursor over a station's struck values sees in one pass. */
final class StationTally implements StruckValues.Observer {
  /** Nobody counts. */
  static final StruckValues.Observer NOBODY =
      new StruckValues.Observer() {
        @Override
        public void flips(long value, int copy, int mask) {}

        @Override
        public void checkFlips(long word, int copy, long mask) {}

        @Override
        public void checked(Guard guard, long firstValue, Outcome outcome) {}

        @Override
        public void left(long value, int left, boolean checked) {}
      };

  private final Station station;
  private final int pass;
  private final FlipTally tally;

  StationTally(Station station, int pass, FlipTally tally) {
    this.station = station;
    this.pass = pass;
    this.tally = tally;
  }

  @Override
  public void flips(long value, int copy, int mask) {
    int replica = pass == 0 ? copy : pass;
    long flips = Integer.toUnsignedLong(mask);
    tally.count(station.site(), station.layer(), replica, value, flips);
  }

  @Override
  public void checkFlips(long word, int copy, long mask) {
    Guard coder = station.coder();
    int bits = coder.redundancy().checkBits();
    tally.countRedundant(coder.cells(), bits, station.layer(), copy, word, mask);
  }

  @Override
  public void checked(Guard guard, long firstValue, Outcome outcome) {
    tally.checked(guard.cells(), station.layer(), firstValue, outcome);
    if (guard.stops(outcome)) {
      tally.stopped();
    }
  }

  @Override
  public void left(long value, int left, boolean checked) {
    if (pass == 0) {
      long mask = Integer.toUnsignedLong(left);
      tally.countResidual(station.site(), station.layer(), value, mask, checked);
    }
  }
}
