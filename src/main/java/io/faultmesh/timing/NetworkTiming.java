package io.faultmesh.timing;

import io.faultmesh.machine.Machine;
import io.faultmesh.machine.MachineEffort;
import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.mapping.ClosedForm;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.network.onnx.file.MissingWeights;
import io.faultmesh.network.onnx.file.NetworkOutput;
import io.faultmesh.network.quantisation.Calibration;
import io.faultmesh.network.quantisation.Quantiser;
import io.faultmesh.network.topology.TopologyFile;
import io.faultmesh.network.topology.TopologyLayer;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.text.Note;
import io.faultmesh.text.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    return TopologyFile.isTopology(file) ? topology(file) : onnx(file, output);
  }

  /**
   * Layers whose values do not fit are timed by the closed form, which holds for ideal memory only.
   */
  private List<LayerReport> topology(Path file) {
    List<TopologyLayer> layers = TopologyFile.read(file);
    long available = Runtime.getRuntime().maxMemory();
    List<TopologyLayer> large = layers.stream().filter(layer -> !fits(layer, available)).toList();
    if (!large.isEmpty()) {
      tellOf(file, large, available);
    }
    List<LayerReport> reports = new ArrayList<>();
    long cycles = 0;
    for (TopologyLayer layer : layers) {
      int index = reports.size();
      if (fits(layer, available)) {
        long seed = SEED + index;
        reports.add(run(layer.network(seed), layer.image(seed)).get(0).withIndex(index));
      } else {
        reports.add(closedForm(file, layer, index, cycles));
      }
      cycles += reports.get(index).cycles();
    }
    return reports;
  }

  private static boolean fits(TopologyLayer layer, long available) {
    return layer.hasValues() && layer.bytes() <= MachineEffort.usable(available);
  }

  /**
   * Says which layers have no values.
   *
   * @throws BadInputException unless memory is ideal: what waits for DRAM depends on the machine
   */
  private void tellOf(Path file, List<TopologyLayer> large, long available) {
    TopologyLayer first = large.get(0);
    String what =
        Text.format(
            "%s: layer '%s' is too large for the machine: %s",
            file,
            first.name(),
            first.hasValues()
                ? Text.format(
                    "its values take %,d MB, Java may use %,d MB (see FAULTMESH_JAVA_OPTIONS)",
                    first.bytes() >> 20, available >> 20)
                : "it has more than 2^28 values in a tensor");
    if (accelerator.memory() != AcceleratorSettings.Memory.IDEAL) {
      throw new BadInputException(what + "; --ideal-memory times such layers by the closed form");
    }
    Note.print(
        what
            + (large.size() > 1 ? ", so are " + (large.size() - 1) + " more" : "")
            + "; cycles are SCALE-Sim's closed form there, DRAM bytes the least: each value once");
  }

  /** A layer's report, behind others that take so many cycles. */
  private LayerReport closedForm(Path file, TopologyLayer layer, int index, long others) {
    try {
      ClosedForm form =
          ClosedForm.of(accelerator.array(), 1, layer.pixels(), layer.taps(), layer.filters());
      if (form.cycles() > Long.MAX_VALUE - others) {
        throw new ArithmeticException("the sum");
      }
      long bytes = layer.inputs() + layer.weights() + layer.outputs();
      return new LayerReport(
          index, layer.name(), form.folds(), form.cycles(), 0, layer.macs(), bytes);
    } catch (ArithmeticException e) {
      throw new BadInputException(
          file + ": up to layer '" + layer.name() + "' it takes more than 2^63 cycles", e);
    }
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
    ImageResult result = driver.run(Machine.of(base, accelerator, null, 0, image));
    return result.layers();
  }
}
