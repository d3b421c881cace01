package io.faultmesh.experiment;

import io.faultmesh.cost.Technology;
import io.faultmesh.cost.TechnologyFile;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.files.Source;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a run is made from: network, images, faults, technology, everything checked. Nothing is
 * calibrated yet; {@link #calibrate} gives the {@link Preparation} that designs are built on.
 */
public final class Inputs implements Closeable {
  private final Scenario scenario;
  private final ImportedNetwork network;
  private final EnsembleMembers members;
  private final FaultSettings faults;
  private final TestImages images;
  private final ScoreShelf scores;
  private final Technology technology;
  private final Decisions decisions;

  private Inputs(
      Scenario scenario,
      ImportedNetwork network,
      EnsembleMembers members,
      FaultSettings faults,
      TestImages images,
      ScoreShelf scores,
      Technology technology,
      Decisions decisions) {
    this.decisions = decisions;
    this.scenario = scenario;
    this.technology = technology;
    this.network = network;
    this.members = members;
    this.faults = faults;
    this.images = images;
    this.scores = scores;
  }

  /**
   * Opens everything.
   *
   * @param recordedRun the folder of the run that is replayed, where its scores may lie
   * @throws BadInputException if a file is missing, damaged, or does not fit the others
   */
  public static Inputs open(Scenario scenario, FileLookup files, Optional<Path> recordedRun) {
    return open(scenario, files, recordedRun, Decisions.ofUser());
  }

  /**
   * Opens everything; calibrations and scores are those of a prepared folder, or are computed
   * unless they are known.
   *
   * @throws BadInputException if a file is missing, damaged, or does not fit the others
   */
  public static Inputs of(Scenario scenario, FileLookup files, Optional<Path> prepared) {
    Decisions decisions = prepared.map(Decisions::of).orElseGet(Decisions::ofUser);
    return open(scenario, files, Optional.empty(), decisions);
  }

  /**
   * Opens everything; calibrations and scores are entries of a cache in a folder, which another
   * process has filled.
   *
   * @throws BadInputException if a file is missing, damaged, or does not fit the others
   */
  public static Inputs decided(Scenario scenario, FileLookup files, Path decisions) {
    return open(scenario, files, Optional.empty(), Decisions.in(decisions));
  }

  private static Inputs open(
      Scenario scenario, FileLookup files, Optional<Path> recordedRun, Decisions decisions) {
    Technology technology = TechnologyFile.load(scenario.technology(), files);
    Path networkFile = files.find(scenario.network());
    Network network = ImportedNetwork.load(networkFile, scenario.networkOutput());
    FaultSettings faults =
        scenario.faults().on(network.layers().stream().map(Convolution::name).toList());
    checkBits(scenario);
    TestImages images = TestImages.open(scenario.dataset(), files, network.input().shape());
    ImportedNetwork imported =
        ImportedNetwork.of(networkFile, network, scenario.networkOutput(), images, decisions);
    EnsembleMembers members =
        EnsembleMembers.open(scenario, allDesigns(scenario), files, network, images, decisions);
    ScoreShelf scores =
        new ScoreShelf(scenario, files, imported.calibration(), recordedRun, decisions);
    return new Inputs(scenario, imported, members, faults, images, scores, technology, decisions);
  }

  private static List<DesignSettings> allDesigns(Scenario scenario) {
    List<DesignSettings> designs = new ArrayList<>(scenario.designs());
    if (scenario.optimise() != null) {
      designs.add(scenario.optimise().design());
    }
    return designs;
  }

  private static void checkBits(Scenario scenario) {
    int widest =
        Arrays.stream(FaultSite.values())
            .filter(scenario.faults()::names)
            .mapToInt(FaultSite::bitsPerValue)
            .max()
            .getAsInt();
    for (int bit : scenario.faults().bits()) {
      if (bit >= widest) {
        throw new BadInputException(
            "faults.bits names bit " + bit + "; faults.sites have bits 0 to " + (widest - 1));
      }
    }
  }

  /** Runs the calibration images once and quantises for every design of the scenario. */
  public Preparation calibrate(int threads) {
    return calibrate(scenario.designs(), threads);
  }

  /** Runs the calibration images once and quantises for the designs given. */
  public Preparation calibrate(List<DesignSettings> designs, int threads) {
    Set<DesignNetwork> wanted = new LinkedHashSet<>();
    wanted.add(DesignNetwork.own(scenario.quantisation()));
    designs.forEach(design -> wanted.add(DesignNetwork.of(scenario, design)));
    Map<QuantisationSettings, IntegerNetwork> own =
        network.quantise(
            wanted.stream()
                .filter(one -> one.members().isEmpty())
                .map(DesignNetwork::quantisation)
                .toList(),
            threads);
    Map<DesignNetwork, IntegerNetwork> quantised = new LinkedHashMap<>();
    for (DesignNetwork one : wanted) {
      quantised.put(
          one,
          one.members().isEmpty() ? own.get(one.quantisation()) : members.quantise(one, threads));
    }
    return new Preparation(this, quantised);
  }

  /**
   * What a run's result follows from.
   *
   * @param command that makes the result
   * @param recorded files that it replays
   */
  public Source source(String command, FileLookup files, List<Path> recorded) {
    List<Path> read = new ArrayList<>(deciding(files));
    read.addAll(recorded);
    return new Source(ProgramVersion.text(), command, ScenarioLoader.write(scenario), read);
  }

  /** The files that decide a run's result, those of scores only where a design asks for them. */
  public List<Path> deciding(FileLookup files) {
    return files(
        files, scenario.designs().stream().filter(design -> design.important() != 0).toList());
  }

  /** Every file that is read: the network first, then the images. */
  public List<Path> files(FileLookup files, List<DesignSettings> designs) {
    List<Path> all = new ArrayList<>(List.of(network.file()));
    all.addAll(images.files());
    network.files().stream().skip(1).forEach(all::add);
    all.addAll(members.files());
    if (scenario.technology() != null) {
      all.add(files.find(scenario.technology()));
    }
    all.addAll(scores.scoreFiles(designs));
    return all;
  }

  Scenario scenario() {
    return scenario;
  }

  /** The network as it was imported. */
  public Network network() {
    return network.network();
  }

  public Path networkFile() {
    return network.file();
  }

  /** The scenario's faults with the struck layers of this network. */
  public FaultSettings faults() {
    return faults;
  }

  public TestImages images() {
    return images;
  }

  Technology technology() {
    return technology;
  }

  ScoreShelf scores() {
    return scores;
  }

  Decisions decisions() {
    return decisions;
  }

  @Override
  public void close() {
    images.close();
  }
}
