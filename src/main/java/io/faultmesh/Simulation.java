package io.faultmesh;

import io.faultmesh.AccuracyMeasurement.Cell;
import io.faultmesh.dataset.LabelledImage;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.Campaign;
import io.faultmesh.measure.DesignTally;
import io.faultmesh.measure.Ranking;
import io.faultmesh.measure.TrialTally;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.onnx.FloatNetwork;
import io.faultmesh.protection.Protection;
import io.faultmesh.report.AccuracyFiles;
import io.faultmesh.report.DesignResult;
import io.faultmesh.report.DesignsCsv;
import io.faultmesh.report.Json;
import io.faultmesh.report.QuantisationFile;
import io.faultmesh.report.RunFolder;
import io.faultmesh.report.Summary;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FileLookup;
import io.faultmesh.scenario.MeasureSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.ScenarioLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A run: prepare, calibrate, protect, strike, measure, report. */
public final class Simulation {
  private static final long MAX_RUNS = 100_000;

  private final Scenario scenario;
  private final RunOptions options;
  private final Timing timing = new Timing();

  private Simulation(Scenario scenario, RunOptions options) {
    this.scenario = scenario;
    this.options = options;
  }

  /**
   * Runs a scenario and writes its run folder.
   *
   * @param besides the folder against which the scenario's relative paths are looked up first
   * @throws BadInputException if anything that the scenario names cannot be used
   */
  public static Summary run(Scenario scenario, Path besides, RunOptions options) {
    FileLookup files = new FileLookup(besides, options.data());
    return new Simulation(scenario, options).run(files);
  }

  private Summary run(FileLookup files) {
    checkBuilt();
    checkSize();
    try (RunFolder folder = RunFolder.create(options.out());
        Preparation prepared = Preparation.open(scenario, files, options.out())) {
      timing.end("load");
      prepared.calibrate();
      timing.end("calibrate");
      List<Protection> protections = prepared.protections();
      timing.end("score");
      Summary summary = measure(prepared, protections, folder);
      write(folder, prepared, summary);
      folder.complete();
      return summary;
    }
  }

  /** The whole schema is accepted; what no code stands behind yet says so. */
  private void checkBuilt() {
    MeasureSettings measure = scenario.measure();
    if (measure.accuracy() == MeasureSettings.Accuracy.MACHINE) {
      throw new BadInputException("measure.accuracy: machine is not built yet; fast is");
    }
    if (measure.cycles() == MeasureSettings.Cycles.MACHINE) {
      throw new BadInputException("measure.cycles: machine is not built yet; none is");
    }
    if (measure.trace() != MeasureSettings.Trace.NONE) {
      throw new BadInputException("measure.trace is not built yet; none is");
    }
  }

  private void checkSize() {
    FaultSettings faults = scenario.faults();
    long runs = (long) scenario.designs().size() * faults.ber().size() * faults.trials();
    if (runs > MAX_RUNS) {
      throw new BadInputException(
          "designs x ber x trials is " + runs + "; at most " + MAX_RUNS + " fit in one run");
    }
  }

  private Summary measure(Preparation prepared, List<Protection> protections, RunFolder folder) {
    Double floatAccuracy = scenario.measure().floatAccuracy() ? floatAccuracy(prepared) : null;
    timing.end("float");
    AccuracyMeasurement accuracy =
        new AccuracyMeasurement(protections, prepared.golden(), scenario.faults());
    try (AccuracyFiles files = new AccuracyFiles(folder, scenario.measure().images())) {
      if (scenario.measure().accuracy() == MeasureSettings.Accuracy.FAST) {
        strike(prepared, accuracy, files);
      }
      for (Cell cell : accuracy.cells()) {
        if (accuracy.images() > 0) {
          files.trials(cell.protection(), cell.plan(), cell.exposure(), cell.tally());
          files.flips(cell.protection(), cell.plan(), cell.exposure(), cell.tally());
        }
      }
    }
    return summarise(prepared, protections, accuracy, floatAccuracy);
  }

  private void strike(Preparation prepared, AccuracyMeasurement accuracy, AccuracyFiles files) {
    List<IntegerNetwork> networks = List.copyOf(prepared.quantised().values());
    TestImages images = prepared.images();
    try (Campaign campaign =
            new Campaign(networks, accuracy.runs(), images, options.threads(), options.batch());
        Progress progress = Progress.of(options.progress(), scenario.name(), images.count())) {
      campaign.execute(
          batch -> {
            accuracy.add(batch, files::image);
            progress.step(batch.labels().length);
          });
    }
    Timing.Phase phase = timing.end("accuracy");
    double inferences = (double) images.count() * (networks.size() + accuracy.runs().size());
    timing.figure("inferences", inferences);
    timing.figure("imagesPerCpuSecond", inferences / phase.cpuSeconds());
    timing.figure("imagesPerCpuSecondWholeProcess", inferences / timing.cpuSeconds());
  }

  private double floatAccuracy(Preparation prepared) {
    Network network = prepared.network();
    TestImages images = prepared.images();
    try (FloatNetwork reference =
        new FloatNetwork(prepared.networkFile(), network, List.of(network.output()))) {
      long correct =
          IntStream.range(images.firstIndex(), images.firstIndex() + images.count())
              .parallel()
              .filter(
                  index -> {
                    LabelledImage image = images.test(index);
                    float[] logits = reference.run(image.pixels()).get(network.output());
                    return Ranking.top1(logits) == image.label();
                  })
              .count();
      return (double) correct / images.count();
    }
  }

  private Summary summarise(
      Preparation prepared,
      List<Protection> protections,
      AccuracyMeasurement accuracy,
      Double floatAccuracy) {
    boolean measured = accuracy.images() > 0;
    List<DesignResult> results = new ArrayList<>();
    for (Protection protection : protections) {
      Double golden = measured ? accuracy.goldenAccuracy(protection.network()) : null;
      if (accuracy.cells().isEmpty()) {
        results.add(result(protection, golden, null));
      }
      for (Cell cell : accuracy.cells()) {
        if (cell.protection().name().equals(protection.name())) {
          results.add(result(protection, golden, cell));
        }
      }
    }
    Network network = prepared.network();
    return new Summary(
        scenario.name(),
        new Summary.NetworkFacts(network.macs(), network.parameters(), network.neurons()),
        prepared.images().count(),
        measured ? accuracy.goldenAccuracy(prepared.golden()) : null,
        floatAccuracy,
        results);
  }

  private static DesignResult result(Protection protection, Double golden, Cell cell) {
    boolean measured = golden != null && cell != null;
    DesignTally tally = measured ? cell.tally() : null;
    DesignResult.Flips flips = null;
    if (measured) {
      long images = tally.trials().get(0).images();
      double drawn = cell.exposure().drawnBits(images) * tally.trials().size();
      long actual = tally.trials().stream().mapToLong(TrialTally::flips).sum();
      flips = new DesignResult.Flips(cell.plan().ber() * drawn, actual);
    }
    return new DesignResult(
        protection.name(),
        cell == null ? null : cell.plan().ber(),
        golden,
        measured ? tally.accuracy() : null,
        measured ? tally.drop() : null,
        measured ? tally.fraction(TrialTally::sdc1) : null,
        measured ? tally.fraction(TrialTally::sdc5) : null,
        measured ? tally.fraction(TrialTally::masked) : null,
        cell == null ? null : cell.exposure().bitsPerImage(),
        flips,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private void write(RunFolder folder, Preparation prepared, Summary summary) {
    folder.write("scenario.yaml", ScenarioLoader.write(scenario));
    folder.write("summary.json", Json.write(summary));
    folder.write("designs.csv", DesignsCsv.of(summary));
    List<QuantisationFile> quantisations = new ArrayList<>();
    prepared
        .quantised()
        .forEach(
            (settings, network) -> {
              List<String> users =
                  scenario.designs().stream()
                      .filter(design -> scenario.quantisationOf(design).equals(settings))
                      .map(design -> design.name())
                      .toList();
              quantisations.add(QuantisationFile.of(users, network));
            });
    folder.write("quantisation.json", Json.write(quantisations));
    prepared.scores().save(folder::file);
    timing.end("report");
    folder.write("timing.json", Json.write(timing.asMap()));
  }
}
