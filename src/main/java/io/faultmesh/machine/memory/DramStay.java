package io.faultmesh.machine.memory;

import io.faultmesh.machine.result.Residency;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a layer's operands stand in DRAM: its input from when it is stored to its last reading,
 * its weights always, for the next image needs them again.
 */
final class DramStay {
  private final long[] stored;
  private final List<LayerJob> layers = new ArrayList<>();
  private final Residency residency = new Residency();
  private long lastRead;

  DramStay(int tensors) {
    stored = new long[tensors];
  }

  /** A tensor is there. */
  void store(int tensor, long cycle) {
    stored[tensor] = cycle;
  }

  /** A layer's operands, or a part of them, have been read. */
  void read(LayerJob layer, long cycle) {
    if (layers.isEmpty() || layers.get(layers.size() - 1).step() != layer.step()) {
      endLayer();
      layers.add(layer);
      lastRead = cycle;
    }
    lastRead = Math.max(lastRead, cycle);
  }

  private void endLayer() {
    if (!layers.isEmpty()) {
      LayerJob layer = layers.get(layers.size() - 1);
      var input = layer.node().input();
      long bits = (long) Byte.SIZE * input.shape().size();
      long cycles = Math.max(0, lastRead - stored[input.id()]);
      residency.add(FaultSite.DRAM, layer.layer().index(), bits, cycles);
    }
  }

  /** The image is done. */
  void end(long cycle) {
    endLayer();
    for (LayerJob layer : layers) {
      long bits = (long) Byte.SIZE * layer.layer().weights().length;
      residency.add(FaultSite.DRAM, layer.layer().index(), bits, cycle);
    }
    layers.clear();
  }

  Residency residency() {
    return residency;
  }
}
