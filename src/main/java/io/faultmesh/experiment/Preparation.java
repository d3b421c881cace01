package io.faultmesh.experiment;

import io.faultmesh.cost.AreaModel;
import io.faultmesh.cost.EnergyModel;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.BoundsMeasurement;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FaultRecord;
import io.faultmesh.files.Sha256;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.LayerBounds;
import io.faultmesh.protection.Protection;
import io.faultmesh.report.Json;
import io.faultmesh.report.QuantisationFile;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.QuantisationSettings.Requantisation;
import io.faultmesh.scenario.Scenario;
import java.io.Closeable;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The calibrated integer networks of a run, and the designs that are made ready on them. */
public final class Preparation implements Closeable {
  private final Inputs inputs;
  private final Scenario scenario;
  private final Map<DesignNetwork, IntegerNetwork> quantised;
  private final Map<DesignNetwork, List<LayerBounds>> bounds = new HashMap<>();

  /**
   * Keeps what was calibrated.
   *
   * @param quantised by who runs it, the scenario's own first
   */
  Preparation(Inputs inputs, Map<DesignNetwork, IntegerNetwork> quantised) {
    this.inputs = inputs;
    this.scenario = inputs.scenario();
    this.quantised = quantised;
  }

  /** The scenario's array without protection, on one of the integer networks. */
  public Protection bare(IntegerNetwork integers) {
    return Protection.of(
        DesignSettings.preset(Preset.BASE),
        integers,
        scenario.accelerator().array(),
        scenario.accelerator().dppu(),
        Importance.none(integers.layers().size()));
  }

  /** The scenario's designs, each on its own quantisation and array. */
  public List<Protection> protections() {
    List<Protection> protections = new ArrayList<>();
    for (DesignSettings design : scenario.designs()) {
      protections.add(protection(design));
    }
    return protections;
  }

  /**
   * A design made ready.
   *
   * @throws IllegalArgumentException if its quantisation was not calibrated
   */
  public Protection protection(DesignSettings design) {
    DesignNetwork network = DesignNetwork.of(scenario, design);
    IntegerNetwork scored = network.hasOtherLayers(scenario) ? integers(network) : golden();
    return Protection.of(
        design,
        integers(network),
        scenario.arrayOf(design),
        scenario.dppuOf(design),
        inputs.scores().importance(design, scored),
        layer -> bounds(network).get(layer));
  }

  /** What the calibration images show of a network, measured when a design asks for it. */
  private List<LayerBounds> bounds(DesignNetwork network) {
    return bounds.computeIfAbsent(
        network,
        key -> {
          IntegerNetwork integers = integers(key);
          return BoundsMeasurement.of(
              integers,
              i -> TestImages.quantise(images().calibration(i), integers, i),
              images().calibrationCount());
        });
  }

  public AreaModel areas() {
    boolean shifts = scenario.quantisation().requantisation() == Requantisation.POWER_OF_TWO;
    return new AreaModel(inputs.technology(), scenario.accelerator(), shifts);
  }

  public EnergyModel energies() {
    return new EnergyModel(inputs.technology(), scenario.accelerator());
  }

  public Network network() {
    return inputs.network();
  }

  /**
   * The faults at a point of the scenario's rates.
   *
   * @param recorded faults to play again; null to draw them
   */
  public FaultPlan plan(Ber point, FaultRecord recorded) {
    return new FaultPlan(faults(), point, recorded, scenario.accelerator());
  }

  /** The scenario's faults with the struck layers of this network. */
  public FaultSettings faults() {
    return inputs.faults();
  }

  public Path networkFile() {
    return inputs.networkFile();
  }

  public TestImages images() {
    return inputs.images();
  }

  public ScoreShelf scores() {
    return inputs.scores();
  }

  /** The network of the scenario's own quantisation. */
  public IntegerNetwork golden() {
    return integers(DesignNetwork.own(scenario.quantisation()));
  }

  private IntegerNetwork integers(DesignNetwork network) {
    IntegerNetwork integers = quantised.get(network);
    if (integers == null) {
      throw new IllegalArgumentException("nothing was calibrated for " + network);
    }
    return integers;
  }

  /** All integer networks, the scenario's own first. */
  public List<IntegerNetwork> quantised() {
    return List.copyOf(quantised.values());
  }

  /** What {@code quantisation.json} says. */
  public List<QuantisationFile> quantisationFiles() {
    List<QuantisationFile> all = new ArrayList<>();
    quantised.forEach(
        (network, integers) -> {
          List<String> users =
              scenario.designs().stream()
                  .filter(design -> DesignNetwork.of(scenario, design).equals(network))
                  .map(DesignSettings::name)
                  .toList();
          all.add(QuantisationFile.of(users, integers));
        });
    return all;
  }

  /** What floating point has decided so far, by key, for a prepared folder. */
  public Map<String, byte[]> decisions() {
    return inputs.decisions().used();
  }

  /** SHA-256 over all scales and scores in use: equal ones lead to equal results. */
  public String hash() {
    MessageDigest digest = Sha256.digest();
    digest.update(Json.write(quantisationFiles()).getBytes(StandardCharsets.UTF_8));
    scores().save(name -> new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    return Sha256.hex(digest);
  }

  @Override
  public void close() {
    inputs.close();
  }
}
