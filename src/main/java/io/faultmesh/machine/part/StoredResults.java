package io.faultmesh.machine.part;

import io.faultmesh.fault.CheckSink;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.core.FaultProbe;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.fault.StoredFaults;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.result.Residency;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.machine.work.ResultBatch;
import io.faultmesh.protection.Station;
import io.faultmesh.protection.Word;
import io.faultmesh.protection.struck.UnitSums;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.trace.TraceEvent;

/** Takes a layer's results, and reads them when all are stored: in words, or each by itself. */
final class StoredResults {
  private final int columns;
  private final ResultStay stay;
  private final Recomputation recomputation;
  private FlipTally flips;
  private FaultProbe probe = FaultProbe.NONE;

  /**
   * No results.
   *
   * @param columns of the array
   * @param unit computes detected results again, where a design wants it
   */
  StoredResults(int columns, DppuSettings unit) {
    this.recomputation = new Recomputation(unit);
    this.columns = columns;
    this.stay = new ResultStay(columns);
  }

  Residency residency() {
    return stay.residency();
  }

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
    stay.begin(cycle);
  }

  /**
   * Stores what a vote decided. The array's value of a neuron that the dot-product unit computes is
   * dropped.
   *
   * @return bytes that were written
   */
  long place(Message.Decided decided, byte[] results) {
    ResultBatch batch = decided.batch();
    boolean fromArray = batch.lane() < columns;
    long written = 0;
    for (int i = 0; i < decided.values().length; i++) {
      int neuron = batch.neurons()[i];
      if (!fromArray || !batch.layer().protection().isRecomputed(neuron)) {
        results[neuron] = (byte) decided.values()[i];
        written++;
      }
    }
    stay.arrive(written, decided.cycle());
    return written;
  }

  /** The array's results as they are read, or in the place of detected ones the unit's. */
  private byte[] read(LayerJob layer, StoredFaults faults, byte[] stored) {
    Station station = layer.protection().station(FaultSite.ACTIVATION);
    if (!faults.strikes() || !station.recomputes()) {
      return faults.read(stored, flips);
    }
    UnitSums unit = faults.unitSums();
    byte[] results = faults.read(stored, value -> layer.recomputed(unit, (int) value), flips);
    recomputation.compute(layer, faults.refetches());
    return results;
  }

  /** What the unit has computed. */
  Activity activity() {
    return recomputation.activity();
  }

  /** The results as they are read. */
  byte[] read(LayerJob layer, byte[] stored, long cycle) {
    stay.end(layer, cycle);
    flips = layer.tally(flips);
    StoredFaults faults = layer.faults().storedResults();
    byte[] results = read(layer, faults, stored);
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
