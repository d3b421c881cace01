package io.faultmesh.machine.probe;

import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.memory.Dram;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.LayerLines;
import io.faultmesh.machine.work.Step;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.trace.EventKind;
import io.faultmesh.trace.TraceEvent;
import java.util.List;
import java.util.function.Consumer;

/** Tells which stored bytes folds touch, and what moves between chip and DRAM. */
public final class MemoryTeller implements Witness.Teller {
  public static final String INPUT_BUFFER = "input buffer";
  static final String WEIGHT_BUFFER = "weight buffer";

  private final Floorplan plan;
  private final List<Step> steps;
  private int linesStep = -1;
  private LayerLines lines;

  MemoryTeller(Floorplan plan, List<Step> steps) {
    this.plan = plan;
    this.steps = steps;
  }

  private int layer(int step) {
    IntegerLayer layer = steps.get(step).layer();
    return layer == null ? TraceEvent.NONE : layer.index();
  }

  @Override
  public void tell(int to, Message message, Consumer<TraceEvent> log) {
    if (to == Floorplan.CACHE && message instanceof Message.FoldOpened opened) {
      accesses(opened, log);
    } else if (to == Floorplan.RECORDER && message instanceof Message.Moved moved) {
      log.accept(moved(moved));
    } else if (to == Floorplan.DRAM
        && message instanceof Message.Transfer transfer
        && transfer.last()) {
      // Everything behind the layer is computed; what is stored may still be on its way.
      log.accept(
          TraceEvent.slice(
              EventKind.COMMIT,
              plan.name(Floorplan.OUTPUT),
              transfer.cycle(),
              0,
              layer(transfer.step()),
              TraceEvent.NONE,
              steps.get(transfer.step()).nodes().size()));
    }
  }

  private void accesses(Message.FoldOpened opened, Consumer<TraceEvent> log) {
    FoldJob job = opened.job();
    if (linesStep != job.layer().step()) {
      linesStep = job.layer().step();
      lines = new LayerLines(job.layer());
    }
    runs(INPUT_BUFFER, lines.inputs(job), lines.inputLineBytes(), opened, log);
    runs(WEIGHT_BUFFER, lines.weights(job), lines.weightLineBytes(), opened, log);
    if (!job.isOutputStationary()) {
      int ways = (job.isFirstTile() ? 0 : 1) | (job.isLastTile() ? 0 : 2);
      String buffer = plan.name(Floorplan.OUTPUT);
      log.accept(access(buffer, opened, 0, job.sumBytes(), ways));
    }
  }

  /** Runs of whole lines that lie side by side are told as one. */
  private static void runs(
      String buffer,
      List<LayerLines.Run> runs,
      int lineBytes,
      Message.FoldOpened opened,
      Consumer<TraceEvent> log) {
    long address = -1;
    long bytes = 0;
    for (LayerLines.Run run : runs) {
      boolean whole = run.lineBytes() == lineBytes && bytes % lineBytes == 0;
      if (bytes > 0 && !(whole && run.address() == address + bytes)) {
        log.accept(access(buffer, opened, address, bytes, lineBytes));
        bytes = 0;
      }
      address = bytes == 0 ? run.address() : address;
      bytes += (long) run.lines() * run.lineBytes();
    }
    if (bytes > 0) {
      log.accept(access(buffer, opened, address, bytes, lineBytes));
    }
  }

  private static TraceEvent access(
      String buffer, Message.FoldOpened opened, long address, long bytes, long value) {
    FoldJob job = opened.job();
    int layer = job.layer().layer().index();
    return TraceEvent.moved(
        EventKind.ACCESS, buffer, opened.cycle(), 0, layer, job.index(), address, bytes, value);
  }

  private TraceEvent moved(Message.Moved moved) {
    Message.Transfer transfer = moved.transfer();
    FoldJob job = transfer.job();
    return TraceEvent.moved(
        transfer.port() == Dram.OUTPUT_PORT ? EventKind.WRITE : EventKind.READ,
        plan.name(Floorplan.DRAM),
        transfer.cycle(),
        moved.cycle() - transfer.cycle(),
        layer(transfer.step()),
        job == null ? TraceEvent.NONE : job.index(),
        0,
        transfer.bytes(),
        transfer.port());
  }
}
