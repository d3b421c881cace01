package io.faultmesh.machine.probe;

import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.fault.LayerFaults;
import io.faultmesh.machine.fault.SparseFlips;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.protection.Station;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.trace.EventKind;
import io.faultmesh.trace.TraceEvent;
import java.util.function.Consumer;

/**
 * Tells flips of products and running sums of a fold that has started, where its elements compute
 * them. An element's work follows from its place: a cycle later per row and per column.
 */
final class MacTeller {
  private final Floorplan plan;
  private final FoldJob job;
  private final long start;

  MacTeller(Floorplan plan, Message.Started started) {
    this.plan = plan;
    this.job = started.job();
    this.start = started.cycle();
  }

  void tell(Consumer<TraceEvent> log) {
    for (int column = 0; column < job.usedColumns(); column++) {
      for (int place = 0; place < job.sumsPerColumn(); place++) {
        int pass = job.passOf(column, place);
        if (job.layer().faults().strikesMacs(pass)) {
          LayerFaults faults = job.layer().faults();
          tell(FaultSite.PRODUCT, faults.products(pass), pass, column, place, log);
          tell(FaultSite.PARTIAL_SUM, faults.partialSums(pass), pass, column, place, log);
        }
      }
    }
  }

  private void tell(
      FaultSite site,
      SparseFlips flips,
      int pass,
      int column,
      int place,
      Consumer<TraceEvent> log) {
    int neuron = job.neuron(column, place);
    long first = (long) neuron * job.layer().node().windowSize() + job.tile().firstTap();
    for (int i = flips.from(first); flips.value(i) < first + job.tile().taps(); i++) {
      int tap = (int) (flips.value(i) - first);
      int row = job.isOutputStationary() ? place : tap;
      long cycle = start + row + column + (job.isOutputStationary() ? tap : place);
      Station station = job.layer().protection().station(site, pass);
      int voted = station.copied(flips.value(i));
      int all = 0;
      for (int replica = 0; replica < 3; replica++) {
        int mask = flips.mask(i, replica);
        all |= mask;
        if (mask != 0) {
          int replicaOrPass = pass > 0 ? pass : replica;
          log.accept(
              event(EventKind.FLIP, row, column, cycle, site, replicaOrPass, flips, i, mask));
        }
      }
      if ((all & voted) != 0) {
        int left =
            station.vote(flips.value(i), flips.mask(i, 0), flips.mask(i, 1), flips.mask(i, 2));
        log.accept(event(EventKind.VOTE, row, column, cycle, site, 0, flips, i, left));
      }
    }
  }

  private TraceEvent event(
      EventKind kind,
      int row,
      int column,
      long cycle,
      FaultSite site,
      int replica,
      SparseFlips flips,
      int index,
      int mask) {
    return TraceEvent.struck(
        kind,
        plan.name(plan.element(row, column)),
        cycle,
        job.layer().layer().index(),
        job.index(),
        site,
        replica,
        flips.value(index),
        Integer.toUnsignedLong(mask));
  }
}
