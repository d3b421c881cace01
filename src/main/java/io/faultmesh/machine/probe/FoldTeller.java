package io.faultmesh.machine.probe;

import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.trace.EventKind;
import io.faultmesh.trace.TraceEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Tells when folds and layers run on the array, from what the sequencer hears. */
final class FoldTeller implements Witness.Teller {
  private static final String ARRAY = "array";

  /** What the sequencer hears of one fold, in any order. */
  private static final class Times {
    private Message.Started started;
    private long arrayEnd = -1;
    private long unitEnd = -1;
  }

  private final Floorplan plan;
  private final Map<FoldJob, Times> folds = new HashMap<>();

  FoldTeller(Floorplan plan) {
    this.plan = plan;
  }

  @Override
  public void tell(int to, Message message, Consumer<TraceEvent> log) {
    if (to == Floorplan.SEQUENCER) {
      if (message instanceof Message.Started started) {
        times(started.job()).started = started;
        log.accept(stream(started));
        fold(started.job(), log);
      } else if (message instanceof Message.FirstFree free) {
        log.accept(instant(EventKind.FREE, ARRAY, free.job(), free.cycle()));
      } else if (message instanceof Message.ArrayDone done) {
        FoldJob job = done.job();
        boolean drains = job.isOutputStationary() && job.layer().array().drain();
        times(job).arrayEnd = done.cycle() + (drains ? plan.rows() : 0);
        fold(job, log);
      } else if (message instanceof Message.UnitDone done) {
        times(done.job()).unitEnd = done.cycle();
        String unit = plan.name(Floorplan.UNIT);
        log.accept(instant(EventKind.COMMIT, unit, done.job(), done.cycle()));
        fold(done.job(), log);
      } else if (message instanceof Message.FoldCommitted done) {
        String buffer = plan.name(Floorplan.OUTPUT);
        log.accept(instant(EventKind.COMMIT, buffer, done.job(), done.cycle()));
      }
    } else if (message instanceof Message.LayerSample sample) {
      long cycles = sample.report().cycles() + 1;
      log.accept(
          TraceEvent.slice(
              EventKind.LAYER,
              plan.name(Floorplan.SEQUENCER),
              sample.cycle() - cycles,
              cycles,
              sample.report().index(),
              TraceEvent.NONE,
              sample.report().stallCycles()));
    }
  }

  private Times times(FoldJob job) {
    return folds.computeIfAbsent(job, unused -> new Times());
  }

  private TraceEvent stream(Message.Started started) {
    FoldJob job = started.job();
    return TraceEvent.moved(
        EventKind.STREAM,
        plan.name(Floorplan.CACHE),
        started.cycle(),
        started.cycles(),
        job.layer().layer().index(),
        job.index(),
        0,
        job.operandBytes(),
        started.stretched());
  }

  private static TraceEvent instant(EventKind kind, String component, FoldJob job, long cycle) {
    int layer = job.layer().layer().index();
    return TraceEvent.slice(kind, component, cycle, 0, layer, job.index(), 0);
  }

  /** A fold is over when array and dot-product unit are done with it. */
  private void fold(FoldJob job, Consumer<TraceEvent> log) {
    Times times = times(job);
    boolean onUnit = job.importantNeurons().length > 0;
    if (times.started == null || times.arrayEnd < 0 || (onUnit && times.unitEnd < 0)) {
      return;
    }
    folds.remove(job);
    long start = times.started.cycle();
    log.accept(
        TraceEvent.slice(
            EventKind.FOLD,
            ARRAY,
            start,
            Math.max(times.arrayEnd, times.unitEnd) - start,
            job.layer().layer().index(),
            job.index(),
            times.started.waited()));
  }
}
