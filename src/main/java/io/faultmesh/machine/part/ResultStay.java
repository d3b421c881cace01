package io.faultmesh.machine.part;

import io.faultmesh.machine.result.Residency;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.scenario.FaultSite;

/**
 * How long a layer's results stand in the output buffer, from their arrival until all are there and
 * read, and its biases and scales in the output stage, while the layer runs. Elements that take
 * running sums tell how long these waited.
 */
final class ResultStay {
  private final int columns;
  private final Residency residency = new Residency();
  private long beginCycle;
  private long arrived;
  private long arrivedCycles;

  /**
   * Nothing has arrived.
   *
   * @param columns of the array, each with a register for a bias and one for a scale
   */
  ResultStay(int columns) {
    this.columns = columns;
  }

  void begin(long cycle) {
    beginCycle = cycle;
  }

  /** Results have arrived. */
  void arrive(long results, long cycle) {
    arrived += results;
    arrivedCycles += results * cycle;
  }

  /** All results of a layer are read. */
  void end(LayerJob layer, long cycle) {
    int index = layer.layer().index();
    residency.add(FaultSite.ACTIVATION, index, Byte.SIZE, arrived * cycle - arrivedCycles);
    int registers = Math.min(columns, layer.node().filters());
    long bits = (long) Integer.SIZE * registers;
    residency.add(FaultSite.BIAS, index, bits, cycle - beginCycle);
    residency.add(FaultSite.SCALE, index, bits, cycle - beginCycle);
    arrived = 0;
    arrivedCycles = 0;
  }

  Residency residency() {
    return residency;
  }
}
