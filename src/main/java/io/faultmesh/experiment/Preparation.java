package io.faultmesh.experiment;

import io.faultmesh.cost.AreaModel;
import io.faultmesh.cost.EnergyModel;
import io.faultmesh.cost.Technology;
import io.faultmesh.cost.TechnologyFile;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.BoundsMeasurement;
import io.faultmesh.network.Calibration;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Quantiser;
import io.faultmesh.network.Shape;
import io.faultmesh.network.onnx.MissingWeights;
import io.faultmesh.network.onnx.NetworkOutput;
import io.faultmesh.network.onnx.OnnxFile;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.LayerBounds;
import io.faultmesh.protection.Protection;
import io.faultmesh.report.QuantisationFile;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.FileLookup;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.QuantisationSettings.Requantisation;
import io.faultmesh.scenario.Scenario;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a run needs before it starts: network, images, integer networks, designs. */
public final class Preparation implements Closeable {
  private final Scenario scenario;
  private final Path networkFile;
  private final Network network;
  private final FaultSettings faults;
  private final TestImages images;
  private final Map<QuantisationSettings, IntegerNetwork> quantised = new LinkedHashMap<>();
  private final Map<QuantisationSettings, List<LayerBounds>> bounds = new HashMap<>();
  private final CalibrationInputs inputs;
  private final ScoreShelf scores;
  private final Technology technology;

  private Preparation(
      Scenario scenario,
      Path networkFile,
      Network network,
      FaultSettings faults,
      TestImages images,
      CalibrationInputs inputs,
      ScoreShelf scores,
      Technology technology) {
    this.scenario = scenario;
    this.technology = technology;
    this.networkFile = networkFile;
    this.network = network;
    this.faults = faults;
    this.images = images;
    this.inputs = inputs;
    this.scores = scores;
  }

  /**
   * Opens everything.
   *
   * @param recordedRun the folder of the run that is replayed, where its scores may lie
   * @throws BadInputException if a file is missing, damaged, or does not fit the others
   */
  public static Preparation open(Scenario scenario, FileLookup files, Optional<Path> recordedRun) {
    Technology technology = TechnologyFile.load(scenario.technology(), files);
    Path networkFile = files.find(scenario.network());
    Network network =
        OnnxImporter.load(
            networkFile, NetworkOutput.named(scenario.networkOutput()), MissingWeights.REFUSED);
    checkClasses(networkFile, network.output().shape());
    FaultSettings faults =
        scenario.faults().on(network.layers().stream().map(Convolution::name).toList());
    checkBits(scenario);
    TestImages images = TestImages.open(scenario.dataset(), files, network.input().shape());
    CalibrationInputs inputs = new CalibrationInputs(networkFile, scenario.networkOutput(), images);
    ScoreShelf scores = new ScoreShelf(scenario, files, inputs, recordedRun);
    return new Preparation(
        scenario, networkFile, network, faults, images, inputs, scores, technology);
  }

  private static void checkClasses(Path networkFile, Shape output) {
    int[] sides = {output.channels(), output.height(), output.width()};
    if (Arrays.stream(sides).filter(side -> side > 1).count() > 1) {
      throw new BadInputException(
          networkFile
              + ": its output is a map of "
              + output
              + " values; accuracy needs one value per class, [n, classes]");
    }
  }

  private static void checkBits(Scenario scenario) {
    int widest =
        scenario.faults().sites().stream().mapToInt(FaultSite::bitsPerValue).max().getAsInt();
    for (int bit : scenario.faults().bits()) {
      if (bit >= widest) {
        throw new BadInputException(
            "faults.bits names bit " + bit + "; faults.sites have bits 0 to " + (widest - 1));
      }
    }
  }

  /** Runs the calibration images once and quantises for every design of the scenario. */
  public void calibrate(int threads) {
    calibrate(scenario.designs(), threads);
  }

  /** Runs the calibration images once and quantises for the designs given. */
  public void calibrate(List<DesignSettings> designs, int threads) {
    Set<QuantisationSettings> wanted = new LinkedHashSet<>(List.of(scenario.quantisation()));
    designs.forEach(design -> wanted.add(scenario.quantisationOf(design)));
    CalibrationCache cache = new CalibrationCache(inputs, network);
    Map<QuantisationSettings, Calibration> calibrations = new HashMap<>();
    Set<QuantisationSettings> unknown = new LinkedHashSet<>();
    for (QuantisationSettings settings : wanted) {
      cache
          .get(settings)
          .ifPresentOrElse(known -> calibrations.put(settings, known), () -> unknown.add(settings));
    }
    if (!unknown.isEmpty()) {
      calibrations.putAll(new Calibrator(networkFile, network, images, unknown).run(threads));
      unknown.forEach(settings -> cache.put(settings, calibrations.get(settings)));
    }
    for (QuantisationSettings settings : wanted) {
      quantised.put(settings, Quantiser.quantise(network, calibrations.get(settings), settings));
    }
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

  /** A design whose quantisation was calibrated. */
  public Protection protection(DesignSettings design) {
    return Protection.of(
        design,
        quantised.get(scenario.quantisationOf(design)),
        scenario.arrayOf(design),
        scenario.dppuOf(design),
        scores.importance(design, golden()),
        layer -> bounds(scenario.quantisationOf(design)).get(layer));
  }

  /** What the calibration images show of a network, measured when a design asks for it. */
  private List<LayerBounds> bounds(QuantisationSettings settings) {
    return bounds.computeIfAbsent(
        settings,
        key -> {
          IntegerNetwork integers = quantised.get(key);
          return BoundsMeasurement.of(
              integers,
              i -> TestImages.quantise(images.calibration(i), integers, i),
              images.calibrationCount());
        });
  }

  public AreaModel areas() {
    boolean shifts = scenario.quantisation().requantisation() == Requantisation.POWER_OF_TWO;
    return new AreaModel(technology, scenario.accelerator(), shifts);
  }

  public EnergyModel energies() {
    return new EnergyModel(technology, scenario.accelerator());
  }

  public Network network() {
    return network;
  }

  /** The scenario's faults with the struck layers of this network. */
  public FaultSettings faults() {
    return faults;
  }

  public Path networkFile() {
    return networkFile;
  }

  /** Every file that is read: the network first, then the images. */
  public List<Path> files(FileLookup files, List<DesignSettings> designs) {
    List<Path> all = new ArrayList<>(List.of(networkFile));
    all.addAll(images.files());
    all.addAll(OnnxFile.weightFiles(networkFile));
    if (scenario.technology() != null) {
      all.add(files.find(scenario.technology()));
    }
    all.addAll(scores.scoreFiles(designs));
    return all;
  }

  public TestImages images() {
    return images;
  }

  public ScoreShelf scores() {
    return scores;
  }

  /** The network of the scenario's own quantisation. */
  public IntegerNetwork golden() {
    return quantised.get(scenario.quantisation());
  }

  /** All integer networks, the scenario's own first. */
  public Map<QuantisationSettings, IntegerNetwork> quantised() {
    return quantised;
  }

  /** What {@code quantisation.json} says. */
  public List<QuantisationFile> quantisationFiles() {
    List<QuantisationFile> all = new ArrayList<>();
    quantised.forEach(
        (settings, integers) -> {
          List<String> users =
              scenario.designs().stream()
                  .filter(design -> scenario.quantisationOf(design).equals(settings))
                  .map(DesignSettings::name)
                  .toList();
          all.add(QuantisationFile.of(users, integers));
        });
    return all;
  }

  @Override
  public void close() {
    images.close();
  }
}
