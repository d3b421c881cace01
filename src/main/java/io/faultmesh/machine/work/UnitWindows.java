package io.faultmesh.machine.work;

import io.faultmesh.scenario.DppuSettings;

/**
 * How a fold reaches the dot-product unit: in windows of C operands per stream, output-stationary;
 * else in tiles of R results per column, each of as many products as the fold has rows.
 */
public final class UnitWindows {
  private final FoldJob job;
  private final DppuSettings unit;
  private final int length;
  private final int[] neurons;

  public UnitWindows(FoldJob job, DppuSettings unit) {
    this.job = job;
    this.unit = unit;
    this.length = job.isOutputStationary() ? job.layer().unitWindow() : job.layer().array().rows();
    this.neurons = new int[(job.streamLength() + length - 1) / length];
    for (int neuron : job.importantNeurons()) {
      if (job.isOutputStationary()) {
        for (int window = 0; window < neurons.length; window++) {
          neurons[window]++;
        }
      } else {
        neurons[job.streamPlace(neuron) / length]++;
      }
    }
  }

  public int count() {
    return neurons.length;
  }

  /** Cycles in which a window's operands pass. */
  public int fillCycles(int window) {
    return Math.min(length, job.streamLength() - window * length);
  }

  /** Cycles in which the unit computes a window. */
  public long serviceCycles(int window) {
    int products = job.isOutputStationary() ? fillCycles(window) : job.tile().taps();
    return serviceCycles(unit, neurons[window], products);
  }

  /** Cycles in which a unit computes as many products of as many neurons. */
  public static long serviceCycles(DppuSettings unit, long neurons, long products) {
    long groups = unit.multipliers() / unit.group();
    return ceil(neurons, groups) * ceil(products, unit.group());
  }

  private static long ceil(long value, long divisor) {
    return (value + divisor - 1) / divisor;
  }
}
