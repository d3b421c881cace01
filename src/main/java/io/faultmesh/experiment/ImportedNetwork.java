package io.faultmesh.experiment;

import io.faultmesh.dataset.TestImages;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.network.onnx.file.MissingWeights;
import io.faultmesh.network.onnx.file.NetworkOutput;
import io.faultmesh.network.onnx.file.OnnxFile;
import io.faultmesh.network.quantisation.Calibration;
import io.faultmesh.network.quantisation.ChannelSplit;
import io.faultmesh.network.quantisation.Quantiser;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.text.Nearest;
import io.faultmesh.text.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A network file that was imported, and what its calibration follows from. */
final class ImportedNetwork {
  private final Path file;
  private final Network network;
  private final TestImages images;
  private final CalibrationInputs calibration;
  private final Decisions decisions;

  private ImportedNetwork(
      Path file,
      Network network,
      TestImages images,
      CalibrationInputs calibration,
      Decisions decisions) {
    this.file = file;
    this.network = network;
    this.images = images;
    this.calibration = calibration;
    this.decisions = decisions;
  }

  /** Imports a network, whose output must be one value per class. */
  static Network load(Path file, String output) {
    Network network = OnnxImporter.load(file, NetworkOutput.named(output), MissingWeights.REFUSED);
    checkClasses(file, network.output().shape());
    return network;
  }

  /**
   * A network with the images that it is calibrated with.
   *
   * @param output null where the network has one
   * @param decisions where calibrations are kept
   */
  static ImportedNetwork of(
      Path file, Network network, String output, TestImages images, Decisions decisions) {
    CalibrationInputs calibration = new CalibrationInputs(file, output, images);
    return new ImportedNetwork(file, network, images, calibration, decisions);
  }

  private static void checkClasses(Path file, Shape output) {
    int[] sides = {output.channels(), output.height(), output.width()};
    if (Arrays.stream(sides).filter(side -> side > 1).count() > 1) {
      throw new BadInputException(
          file
              + ": its output is a map of "
              + output
              + " values; accuracy needs one value per class, [n, classes]");
    }
  }

  /** Runs the calibration images, unless what they show is known, and quantises. */
  Map<QuantisationSettings, IntegerNetwork> quantise(
      Collection<QuantisationSettings> wanted, int threads) {
    wanted.forEach(this::checkTensors);
    CalibrationCache cache = new CalibrationCache(calibration, network, decisions);
    Map<QuantisationSettings, Calibration> calibrations = new HashMap<>();
    Set<QuantisationSettings> unknown = new LinkedHashSet<>();
    for (QuantisationSettings settings : wanted) {
      cache
          .get(settings)
          .ifPresentOrElse(known -> calibrations.put(settings, known), () -> unknown.add(settings));
    }
    if (!unknown.isEmpty()) {
      calibrations.putAll(new Calibrator(file, network, images, unknown).run(threads));
      unknown.forEach(settings -> cache.put(settings, calibrations.get(settings)));
    }
    Map<QuantisationSettings, IntegerNetwork> quantised = new LinkedHashMap<>();
    for (QuantisationSettings settings : wanted) {
      IntegerNetwork whole = Quantiser.quantise(network, calibrations.get(settings), settings);
      quantised.put(settings, split(whole, settings.splitChannels()));
    }
    return quantised;
  }

  private IntegerNetwork split(IntegerNetwork whole, double share) {
    try {
      return ChannelSplit.of(whole, share);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          "quantisation.splitChannels: " + file + ": " + e.getMessage() + "; leave it out", e);
    }
  }

  private void checkTensors(QuantisationSettings settings) {
    List<String> known = Calibration.observed(network).stream().map(Tensor::name).toList();
    for (String name : settings.tensors().keySet()) {
      if (!known.contains(name)) {
        throw new BadInputException(
            Text.format(
                "quantisation.tensors: %s has no tensor '%s'%s; quantise --explain lists them",
                file, name, Nearest.hint(name, known)));
      }
    }
  }

  Path file() {
    return file;
  }

  Network network() {
    return network;
  }

  CalibrationInputs calibration() {
    return calibration;
  }

  /** The file, and those of its weights. */
  List<Path> files() {
    List<Path> files = new ArrayList<>(List.of(file));
    files.addAll(OnnxFile.weightFiles(file));
    return files;
  }
}
