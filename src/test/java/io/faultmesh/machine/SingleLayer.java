package io.faultmesh.machine;

import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.topology.TopologyLayer;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.ProtectSettings;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/** One convolution alone, with seeded values. */
record SingleLayer(TopologyLayer layer, IntegerNetwork network, byte[] image) {

  static final AcceleratorSettings IDEAL =
      new AcceleratorSettings(null, null, null, null, AcceleratorSettings.Memory.IDEAL);

  /** A layer of {@code rows x columns} output pixels. */
  static SingleLayer of(int rows, int columns, int kernel, int stride, int channels, int filters) {
    TopologyLayer layer =
        new TopologyLayer(
            "conv",
            (rows - 1) * stride + kernel,
            (columns - 1) * stride + kernel,
            kernel,
            kernel,
            channels,
            filters,
            stride,
            stride);
    return new SingleLayer(layer, layer.network(1), layer.image(1));
  }

  static SingleLayer random(Random random) {
    return of(
        1 + random.nextInt(9),
        1 + random.nextInt(9),
        1 + random.nextInt(3),
        1 + random.nextInt(2),
        1 + random.nextInt(12),
        1 + random.nextInt(20));
  }

  /** A design of an array and mechanisms alone, without important neurons. */
  Protection guarded(ArraySettings array, List<ProtectSettings> protect) {
    DesignSettings settings =
        new DesignSettings(
            null, null, null, null, null, null, null, null, null, null, null, protect);
    return Protection.of(settings, network, array, DppuSettings.DEFAULT, Importance.none(1));
  }

  int pixels() {
    return Math.toIntExact(layer.pixels());
  }

  int taps() {
    return Math.toIntExact(layer.taps());
  }

  int filters() {
    return layer.filters();
  }

  /** Runs it bare. */
  LayerReport run(ArraySettings array, AcceleratorSettings memory) {
    return run(Preset.BASE, array, DppuSettings.DEFAULT, memory, new BitSet());
  }

  /** Runs it on a design with given important neurons (or channels). */
  LayerReport run(
      Preset preset,
      ArraySettings array,
      DppuSettings unit,
      AcceleratorSettings memory,
      BitSet important) {
    Protection protection =
        Protection.of(
            DesignSettings.preset(preset),
            network,
            array,
            unit,
            new Importance(List.of(important)));
    return LoopMachine.run(Machine.of(protection, memory, null, 0, image)).layers().get(0);
  }
}
