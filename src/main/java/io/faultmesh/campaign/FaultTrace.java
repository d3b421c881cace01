package io.faultmesh.campaign;

import io.faultmesh.fast.Campaign.Batch;
import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FlipLog;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.SiteSpace;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.trace.Scope;
import io.faultmesh.trace.TraceEvent;
import io.faultmesh.trace.TraceSink;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Tells a sink every flip and vote of the fast engine: first what outlasts images, run by run, then
 * image by image in the order of the data set, each with all runs. Batches and threads do not show.
 */
final class FaultTrace {
  /** The component of the fast engine's events, which have no cycles. */
  static final String FAST_ENGINE = "fast engine";

  private static final int REPLICAS = 3;

  private final TraceSink sink;
  private final List<Run> runs;
  private final String engine;

  FaultTrace(TraceSink sink, List<Run> runs, String engine) {
    this.sink = sink;
    this.runs = runs;
    this.engine = engine;
  }

  /** Tells the flips and stuck bits of each run that belong to no image. */
  void begin() {
    for (Run run : runs) {
      FlipTally tally = new FlipTally(run.protection().layers().size(), new FlipLog());
      DesignFaults faults = new DesignFaults(run.plan(), run.trial(), run.protection(), tally);
      faults.countPerTrial();
      if (tally.total() > 0) {
        sink.accept(scope(run, Scope.ALL_IMAGES));
        flips(run, tally);
        for (int replica = 0; replica < REPLICAS; replica++) {
          for (StuckBit bit : faults.stuckBits(replica)) {
            sink.accept(TraceEvent.stuck(engine, Cells.data(FaultSite.PE), replica, bit));
          }
        }
        faults
            .buffers()
            .cells(
                (cells, copy, width, bit) ->
                    sink.accept(TraceEvent.stuck(engine, cells, copy, bit)));
      }
    }
  }

  /** Tells the next batch. */
  void add(Batch batch) {
    for (int image = 0; image < batch.labels().length; image++) {
      for (int r = 0; r < runs.size(); r++) {
        sink.accept(scope(runs.get(r), batch.firstIndex() + image));
        flips(runs.get(r), batch.flips()[r][image]);
        long crc = crc32(batch.logits()[r][image]);
        sink.accept(TraceEvent.logits(engine, TraceEvent.NONE, crc));
      }
    }
  }

  static long crc32(byte[] logits) {
    CRC32 crc = new CRC32();
    crc.update(logits);
    return crc.getValue();
  }

  static Scope scope(Run run, int image) {
    return new Scope(run.protection().name(), run.plan().ber(), run.trial(), image);
  }

  private void flips(Run run, FlipTally tally) {
    Protection protection = run.protection();
    for (FlipLog.Entry entry : tally.log().entries()) {
      int fold =
          SiteSpace.fold(
              entry.cells().site(),
              entry.cells().isData() || entry.outcome() != null ? entry.value() : 0,
              protection.network().layers().get(entry.layer()).node(),
              protection.mappings().get(entry.layer()));
      sink.accept(TraceEvent.of(entry, engine, TraceEvent.NONE, fold));
    }
  }
}
