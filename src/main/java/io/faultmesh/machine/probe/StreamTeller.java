package io.faultmesh.machine.probe;

import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.Stream;
import io.faultmesh.trace.EventKind;
import io.faultmesh.trace.TraceEvent;
import java.util.function.Consumer;

/** Tells every stream that enters the array, and every column of sums that leaves it. */
final class StreamTeller implements Witness.Teller {
  private final Floorplan plan;

  StreamTeller(Floorplan plan) {
    this.plan = plan;
  }

  @Override
  public void tell(int to, Message message, Consumer<TraceEvent> log) {
    if (message instanceof Message.West west) {
      int row = west.stream().lane();
      if (to == plan.element(row, 0) && west.stream().operands() != null) {
        log.accept(event("row " + row, west.stream(), west.cycle(), west.stream().cycles()));
      }
    } else if (message instanceof Message.North north) {
      int column = north.stream().lane();
      if (to == plan.element(0, column)) {
        boolean stays = !north.stream().job().isOutputStationary();
        long cycles = stays ? plan.rows() : north.stream().cycles();
        log.accept(event("column " + column, north.stream(), north.cycle(), cycles));
      }
    } else if (message instanceof Message.ColumnSums sums) {
      FoldJob job = sums.job();
      log.accept(
          TraceEvent.moved(
              EventKind.STREAM,
              plan.name(to),
              sums.cycle(),
              sums.sums().length,
              job.layer().layer().index(),
              job.index(),
              0,
              (long) sums.sums().length * Integer.BYTES,
              0));
    }
  }

  private static TraceEvent event(String component, Stream stream, long cycle, long cycles) {
    FoldJob job = stream.job();
    return TraceEvent.moved(
        EventKind.STREAM,
        component,
        cycle,
        cycles,
        job.layer().layer().index(),
        job.index(),
        0,
        stream.operands().values().length,
        0);
  }
}
