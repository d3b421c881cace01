package io.faultmesh.machine.part;

import io.faultmesh.fault.Refetch;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.result.Activity.Traffic;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.machine.work.UnitWindows;
import io.faultmesh.scenario.DppuSettings;
import java.util.List;

/**
 * What the dot-product unit spends on detected results: when all of a layer are there it takes the
 * operands of these from the buffers, and who reads the layer's results waits for it.
 */
final class Recomputation {
  /** From a finished sum to its reader: requantisation, and the way that results take. */
  private static final int RESULT_CYCLES = 2;

  private final DppuSettings unit;
  private long products;
  private long weights;
  private long neurons;

  Recomputation(DppuSettings unit) {
    this.unit = unit;
  }

  /** Computes a layer's detected words. */
  void compute(LayerJob layer, List<Refetch> words) {
    long own = words.stream().mapToLong(Refetch::values).sum();
    if (own > 0) {
      int taps = layer.node().windowSize();
      neurons += own;
      products += own * taps;
      weights += layer.node().isProduct() ? 0 : own * taps;
      layer.delays().recompute(UnitWindows.serviceCycles(unit, own, taps) + RESULT_CYCLES);
    }
  }

  /** Its products, and the bytes that it reads for them. */
  Activity activity() {
    Traffic inputBytes = new Traffic(2 * products - weights, 0);
    Traffic weightBytes = new Traffic(weights, 0);
    return Activity.ofUnit(products, 0, neurons)
        .plus(Activity.ofBuffers(inputBytes, weightBytes, Traffic.NONE));
  }
}
