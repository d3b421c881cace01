package io.faultmesh.machine.core;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.CheckSink;
import io.faultmesh.fault.FlipLog;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;
import io.faultmesh.fault.Refetch;
import io.faultmesh.machine.fault.SparseFlips;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.protection.Station;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.trace.EventKind;
import io.faultmesh.trace.TraceEvent;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where a component says which flips and checks fall in it, and when. Without a listener nothing is
 * made of what it says.
 */
public final class FaultProbe {
  /** Nobody listens. */
  public static final FaultProbe NONE = new FaultProbe("", null);

  private final String component;
  private final Consumer<TraceEvent> log;

  /**
   * A probe.
   *
   * @param log null for nobody
   */
  public FaultProbe(String component, Consumer<TraceEvent> log) {
    this.component = component;
    this.log = log;
  }

  /** The same listener, under another name. */
  public FaultProbe named(String name) {
    return new FaultProbe(name, log);
  }

  public boolean isOn() {
    return log != null;
  }

  /**
   * Flips of a passing value. Those of folds that are computed once more are not told: lists and
   * traces tell of first turns.
   *
   * @param replica the copy, or in a repeated pass the pass
   * @param mask may be empty
   */
  public void flip(FoldJob job, FaultSite site, long value, int replica, int mask, long cycle) {
    if (isOn() && mask != 0 && !job.isAgain()) {
      log.accept(event(EventKind.FLIP, job, site, value, replica, mask, cycle));
    }
  }

  /** The check of a passing value that exists several times; the flips tell whether it saw one. */
  public void vote(FoldJob job, Station station, SparseFlips flips, int index, long cycle) {
    if (!isOn() || flips.outcome(index) == null) {
      return;
    }
    long value = flips.value(index);
    log.accept(event(EventKind.VOTE, job, station.site(), value, 0, flips.left(index), cycle));
    log.accept(
        TraceEvent.checked(
            component,
            cycle,
            job.layer().layer().index(),
            job.index(),
            station.voter(),
            value,
            flips.outcome(index)));
  }

  /** What a check of a passing value found, in a fold's first turn. */
  public void checked(FoldJob job, Cells guard, long value, Outcome outcome, long cycle) {
    if (isOn() && !job.isAgain()) {
      int layer = job.layer().layer().index();
      log.accept(TraceEvent.checked(component, cycle, layer, job.index(), guard, value, outcome));
    }
  }

  private TraceEvent event(
      EventKind kind, FoldJob job, FaultSite site, long value, int replica, int mask, long cycle) {
    return TraceEvent.struck(
        kind,
        component,
        cycle,
        job.layer().layer().index(),
        job.index(),
        site,
        replica,
        value,
        Integer.toUnsignedLong(mask));
  }

  /** Flips of stored values, and what checks made of them. */
  public void stored(List<FlipLog.Entry> entries, long cycle) {
    if (isOn()) {
      entries.forEach(entry -> log.accept(TraceEvent.of(entry, component, cycle, TraceEvent.NONE)));
    }
  }

  /**
   * Takes checks for a tally and the listener.
   *
   * @param fold {@link TraceEvent#NONE} for none
   */
  public CheckSink checks(FlipTally tally, int fold, long cycle) {
    if (!isOn()) {
      return tally;
    }
    return new CheckSink() {
      @Override
      public void checked(Cells guard, int layer, long value, Outcome outcome) {
        tally.checked(guard, layer, value, outcome);
        log.accept(TraceEvent.checked(component, cycle, layer, fold, guard, value, outcome));
      }

      @Override
      public void refetched(Refetch word) {
        tally.refetched(word);
      }

      @Override
      public void stopped() {
        tally.stopped();
      }
    };
  }
}
