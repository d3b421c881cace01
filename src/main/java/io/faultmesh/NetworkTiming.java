package io.faultmesh;

import io.faultmesh.machine.LayerReport;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.MachineEffort;
import io.faultmesh.machine.Message;
import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.network.Calibration;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Quantiser;
import io.faultmesh.network.onnx.FloatNetwork;
import io.faultmesh.network.onnx.MissingWeights;
import io.faultmesh.network.onnx.NetworkOutput;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.network.topology.TopologyFile;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.QuantisationSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** How long a network takes on the bare machine, layer by layer, with seeded values. */
public final class NetworkTiming {
  private static final long SEED = 1;

  private final AcceleratorSettings accelerator;
  private final ActorMachine driver;

  /** Timing on a machine that a driver runs. */
  public NetworkTiming(AcceleratorSettings accelerator, ActorMachine driver) {
    this.accelerator = accelerator;
    this.driver = driver;
  }

  /**
   * Times all layers of an ONNX network, whose weights need not be there, or of a topology file.
   *
   * @param output of an ONNX network
   */
  public List<LayerReport> time(Path file, NetworkOutput output) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".csv")
        ? topology(file)
        : onnx(file, output);
  }

  private List<LayerReport> topology(Path file) {
    List<LayerReport> reports = new ArrayList<>();
    for (TopologyFile.TopologyLayer layer : TopologyFile.read(file)) {
      long seed = SEED + reports.size();
      LayerReport alone = run(layer.network(seed), layer.image(seed)).get(0);
      reports.add(
          new LayerReport(
              reports.size(),
              alone.name(),
              alone.folds(),
              alone.cycles(),
              alone.stallCycles(),
              alone.macs(),
              alone.dramBytes()));
    }
    return reports;
  }

  private List<LayerReport> onnx(Path file, NetworkOutput output) {
    Network network = OnnxImporter.load(file, output, MissingWeights.SEEDED);
    float[] pixels = new float[network.input().shape().size()];
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }
    Calibration calibration = new Calibration(network, QuantisationSettings.DEFAULT);
    try (FloatNetwork reference =
        new FloatNetwork(file, network, Calibration.observed(network), MissingWeights.SEEDED)) {
      calibration.observe(0, reference.run(pixels));
    }
    IntegerNetwork integers =
        Quantiser.quantise(network, calibration, QuantisationSettings.DEFAULT);
    return run(integers, integers.quantiseInput(pixels));
  }

  private List<LayerReport> run(IntegerNetwork network, byte[] image) {
    Protection base =
        Protection.of(
            DesignSettings.preset(Preset.BASE),
            network,
            accelerator.array(),
            accelerator.dppu(),
            Importance.none(network.layers().size()));
    Workload.announce(
        MachineEffort.of(network.network().layers(), accelerator.array(), 1),
        "a smaller array takes less");
    Message.ImageResult result = driver.run(Machine.of(base, accelerator, null, 0, image));
    return result.layers();
  }
}
