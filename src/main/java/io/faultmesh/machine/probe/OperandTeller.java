package io.faultmesh.machine.probe;

import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.fault.SparseFlips;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.Stream;
import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.trace.EventKind;
import io.faultmesh.trace.TraceEvent;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Tells flips of operands as their streams pass the edge of the array. */
final class OperandTeller implements Witness.Teller {
  private final Floorplan plan;

  OperandTeller(Floorplan plan) {
    this.plan = plan;
  }

  /** One row's or column's stream at its edge. */
  private final class Passing {
    private final String component;
    private final FoldJob job;
    private final int lane;
    private final long cycle;
    private final boolean stays;
    private final Consumer<TraceEvent> log;

    private Passing(int to, Stream stream, long cycle, boolean stays, Consumer<TraceEvent> log) {
      this.component = plan.name(to);
      this.job = stream.job();
      this.lane = stream.lane();
      this.cycle = cycle;
      this.stays = stays;
      this.log = log;
    }

    private Fold fold(int filter) {
      Fold tile = job.tile();
      return job.layer().mapping().foldOf(filter, tile.firstPixel(), tile.firstTap());
    }

    /** Operands {@code first, first + stride, ...} of a pass. */
    private void tell(int pass, long first, long stride, int count) {
      SparseFlips flips = job.layer().faults().operands(pass);
      long end = first + stride * (count - 1L) + 1;
      for (int i = flips.from(first); flips.value(i) < end; i++) {
        if ((flips.value(i) - first) % stride == 0) {
          long place = (flips.value(i) - first) / stride;
          log.accept(
              TraceEvent.struck(
                  EventKind.FLIP,
                  component,
                  stays ? cycle : cycle + place,
                  job.layer().layer().index(),
                  job.index(),
                  FaultSite.OPERAND,
                  pass,
                  flips.value(i),
                  Integer.toUnsignedLong(flips.mask(i, 0))));
        }
      }
    }

    private void row() {
      LayerMapping mapping = job.layer().mapping();
      int tap = job.tile().firstTap() + (job.isOutputStationary() ? 0 : lane);
      if (job.isInputStationary()) {
        for (int i = 0; i < job.filters().length; i++) {
          int filter = job.filters()[i];
          tell(job.pass(i), mapping.weightOperand(fold(filter), filter, tap), 1, 1);
        }
        return;
      }
      int pixel = job.tile().firstPixel() + (job.isOutputStationary() ? lane : 0);
      Set<Long> told = new HashSet<>();
      for (int column = 0; column < job.filters().length; column++) {
        long first = mapping.inputOperand(fold(job.filters()[column]), pixel, tap);
        // Columns of one pass and one original fold share a stream.
        if (told.add(4 * first + job.pass(column))) {
          tell(job.pass(column), first, 1, job.streamLength());
        }
      }
    }

    private void column() {
      LayerMapping mapping = job.layer().mapping();
      int firstTap = job.tile().firstTap();
      if (job.isInputStationary()) {
        Fold fold = fold(job.filters()[0]);
        int pixel = job.tile().firstPixel() + lane;
        long first = mapping.inputOperand(fold, pixel, firstTap);
        tell(job.pass(0), first, fold.pixels(), job.tile().taps());
      } else {
        int filter = job.filters()[lane];
        Fold fold = fold(filter);
        long first = mapping.weightOperand(fold, filter, firstTap);
        int stride = job.isOutputStationary() ? 1 : fold.filters();
        tell(job.pass(lane), first, stride, job.tile().taps());
      }
    }
  }

  @Override
  public void tell(int to, Message message, Consumer<TraceEvent> log) {
    if (message instanceof Message.West west && west.stream().operands() != null) {
      new Passing(to, west.stream(), west.cycle(), false, log).row();
    } else if (message instanceof Message.North north) {
      boolean stays = !north.stream().job().isOutputStationary();
      new Passing(to, north.stream(), north.cycle(), stays, log).column();
    }
  }
}
