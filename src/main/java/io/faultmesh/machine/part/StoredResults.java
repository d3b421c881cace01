package io.faultmesh.machine.part;

import io.faultmesh.fault.CheckSink;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.core.FaultProbe;
import io.faultmesh.machine.fault.StoredFaults;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.protection.Station;
import io.faultmesh.protection.Word;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.trace.TraceEvent;

/** Reads a layer's results when all are stored: in words, or each by itself. */
final class StoredResults {
  private FlipTally flips;
  private FaultProbe probe = FaultProbe.NONE;

  void watchedBy(FaultProbe given) {
    probe = given;
  }

  /** What fell here; null if nothing could. */
  FlipTally flips() {
    return flips;
  }

  /** Flips of what the output stage stores for a layer, told when the layer begins. */
  void begin(LayerJob layer, long cycle) {
    probe.stored(layer.faults().parameterEntries(), cycle);
  }

  /** The results as they are read. */
  byte[] read(LayerJob layer, byte[] stored, long cycle) {
    flips = layer.tally(flips);
    StoredFaults faults = layer.faults().storedResults();
    byte[] results = faults.read(stored, flips);
    probe.stored(faults.entries(), cycle);
    if (!layer.protection().judges(FaultSite.ACTIVATION)) {
      return results;
    }
    Station station = layer.protection().station(FaultSite.ACTIVATION);
    Word word = Station.word();
    CheckSink sink = probe.checks(flips, TraceEvent.NONE, cycle);
    int zero = layer.layer().output().zeroPoint() & 0xff;
    for (int i = 0; i < results.length; i++) {
      int neuron = i;
      Station.IntSource expected = () -> layer.expectedResult(neuron) & 0xff;
      results[i] = (byte) station.judge(i, results[i] & 0xff, expected, zero, word, sink);
    }
    return results;
  }
}
