package io.faultmesh.machine.part;

import io.faultmesh.machine.core.Component;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.machine.result.Latencies;
import io.faultmesh.machine.result.Latency;
import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.machine.result.Residency;
import io.faultmesh.machine.work.FoldJob;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Collects latencies and layer reports, and ends the run when nobody has more of them. */
public final class Recorder implements Component {
  /** Sequencer, DRAM, output buffer. */
  private static final int SENDERS = 3;

  private static final int DIGITS = 3;

  private final Map<Latency, Histogram> histograms = new EnumMap<>(Latency.class);
  private final List<long[]> folds = new ArrayList<>();
  private final List<LayerReport> layers = new ArrayList<>();
  private byte[] logits;
  private int ended;

  public Recorder() {
    for (Latency kind : Latency.values()) {
      histograms.put(kind, new Histogram(DIGITS));
    }
  }

  @Override
  public void accept(Message message, Outbox outbox) {
    if (message instanceof Message.Sample sample) {
      Histogram histogram = histograms.get(sample.kind());
      if (sample.step() == 0) {
        histogram.recordValueWithCount(sample.firstCycles(), sample.count());
        return;
      }
      for (int i = 0; i < sample.count(); i++) {
        histogram.recordValue(sample.firstCycles() + (long) i * sample.step());
      }
    } else if (message instanceof Message.Moved moved) {
      long waited = moved.cycle() - moved.transfer().cycle();
      histograms.get(Latency.DRAM).recordValue(waited);
    } else if (message instanceof Message.FoldSample sample) {
      fold(sample);
    } else if (message instanceof Message.LayerSample sample) {
      layers.add(sample.report());
    } else if (message instanceof Message.ImageEnd end) {
      logits = end.logits() == null ? logits : end.logits();
      ended++;
      if (ended == SENDERS) {
        Latencies latencies = new Latencies(histograms, folds);
        ImageResult result =
            new ImageResult(logits, List.copyOf(layers), latencies, Activity.NONE, new Residency());
        outbox.send(Floorplan.OUTSIDE, new Message.Finished(result, end.cycle()));
      }
    } else {
      throw MachineException.unexpected("recorder", message);
    }
  }

  private void fold(Message.FoldSample sample) {
    FoldJob job = sample.job();
    histograms.get(Latency.FOLD).recordValue(sample.cycles());
    int layer = job.layer().layer().index();
    while (folds.size() <= layer) {
      folds.add(new long[job.layer().mapping().folds()]);
    }
    folds.get(layer)[job.repeated()] += sample.cycles();
  }
}
