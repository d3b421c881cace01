package io.faultmesh;

import io.faultmesh.experiment.RunOptions;
import io.faultmesh.fault.FaultRecord;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.network.onnx.file.MissingWeights;
import io.faultmesh.network.onnx.file.NetworkOutput;
import io.faultmesh.replay.MemoryRun;
import io.faultmesh.replay.Origin;
import io.faultmesh.replay.RequestRun;
import io.faultmesh.report.Findings;
import io.faultmesh.report.table.Printout;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.MeasureSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileErrors;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.scenario.reading.ScenarioLoader;
import io.faultmesh.text.Progress;
import io.faultmesh.text.Text;
import io.faultmesh.trace.FaultList;
import io.faultmesh.trace.HashedFile;
import io.faultmesh.trace.RecordedFaults;
import io.faultmesh.trace.RecordedRequests;
import io.faultmesh.trace.RequestFile;
import io.faultmesh.trace.Scope;
import io.faultmesh.trace.TraceComparison;
import io.faultmesh.trace.TraceHeader;
import io.faultmesh.trace.TraceReader;
import io.faultmesh.trace.TraceRecord;
import io.faultmesh.trace.TraceResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs recorded traces and written fault lists again, as they were or on something else. */
public final class Replay {
  private Replay() {}

  /** A trace that was read to its end. */
  private record Recorded(TraceHeader header, List<TraceResult> results, long inferences) {
    static Recorded read(Path path) {
      try (TraceReader reader = TraceReader.open(path)) {
        long inferences = 0;
        // Whatever is wrong with the file is told before anything runs.
        for (TraceRecord record = reader.next(); record != null; record = reader.next()) {
          boolean image = record instanceof Scope scope && scope.image() != Scope.ALL_IMAGES;
          inferences += image ? 1 : 0;
        }
        return new Recorded(reader.header(), reader.results(), inferences);
      }
    }

    Scenario scenario(Path path) {
      ProgramVersion.requirePlugins(path, header.program());
      return ScenarioLoader.parse(path + ": its scenario", header.scenario(), List.of());
    }
  }

  private static Recorded read(Path trace, RunOptions options) {
    return Progress.during(options.progress(), "reading", () -> Recorded.read(trace));
  }

  /** The name of a trace's scenario, which names the default run folder of a replay. */
  public static String name(Path trace) {
    try (TraceReader reader = TraceReader.open(trace)) {
      return new Recorded(reader.header(), List.of(), 0).scenario(trace).name();
    }
  }

  /**
   * Runs the recorded scenario again and compares all events and results.
   *
   * @return the first difference, in one line
   * @throws BadInputException if the trace or a file that it names cannot be used
   */
  public static Optional<String> again(Path trace, RunOptions options) {
    Recorded recorded = read(trace, options);
    FaultRecord listed = recorded.header.listedFaults() ? RecordedFaults.read(trace) : null;
    try (TraceComparison comparison = new TraceComparison(trace)) {
      Origin origin =
          new Origin(
              trace,
              listed,
              recorded.header.files(),
              List.of(),
              comparison,
              folder(trace),
              recorded.inferences);
      Simulation.run(recorded.scenario(trace), lookup(trace, options), options, origin);
      return Optional.empty();
    } catch (TraceComparison.DifferenceException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** What {@link #on} takes from a file. */
  public enum Part {
    /** Recorded faults, for the scenario's designs. */
    FAULTS,
    /** Recorded requests, for the scenario's cache and DRAM. */
    MEMORY
  }

  /** What a file is replayed for unless somebody wants otherwise: the most that it holds. */
  public static Part part(Path file) {
    if (isList(file)) {
      return RequestFile.isOne(file) ? Part.MEMORY : Part.FAULTS;
    }
    try (TraceReader reader = TraceReader.open(file)) {
      return reader.header().level() == MeasureSettings.Trace.FAULTS ? Part.FAULTS : Part.MEMORY;
    }
  }

  /**
   * Runs a trace's or a list's faults on another scenario's designs, or its requests on another
   * scenario's memory. Network, images and fault settings are those of the trace; a list takes the
   * scenario's.
   *
   * @param settings {@code key=value}, over the other scenario's file
   * @return what to print
   */
  public static Printout on(
      Path file, Path scenarioFile, List<String> settings, Part part, RunOptions options) {
    Scenario other = ScenarioLoader.load(scenarioFile, settings);
    if (part == Part.MEMORY) {
      return isList(file) ? RequestRun.run(file, other, options) : memory(file, other, options);
    }
    Findings findings =
        isList(file)
            ? list(file, other, scenarioFile, options)
            : trace(file, other, scenarioFile, options);
    return Printout.of(findings);
  }

  /** Whether a file is a text, of faults or of DRAM requests, and not a trace of ours. */
  public static boolean isList(Path file) {
    FileErrors.requireFile(file);
    return !file.getFileName().toString().endsWith(".fmtrace") && !TraceReader.isPacked(file);
  }

  private static Printout memory(Path path, Scenario other, RunOptions options) {
    Recorded recorded = read(path, options);
    Scenario before = recorded.scenario(path);
    Path networkFile = lookup(path, options).find(before.network());
    List<HashedFile> files = recorded.header.files();
    if (files.isEmpty() || !HashedFile.of(networkFile).sha256().equals(files.get(0).sha256())) {
      throw new BadInputException(networkFile + " is not the network that was recorded");
    }
    AcceleratorSettings chip = before.accelerator();
    AcceleratorSettings memory = other.accelerator();
    AcceleratorSettings both =
        new AcceleratorSettings(
            chip.array(), chip.dppu(), memory.cache(), memory.dram(), memory.memory());
    Scenario scenario =
        new Scenario(
            other.name(),
            before.network(),
            before.dataset(),
            before.quantisation(),
            both,
            before.faults(),
            before.designs(),
            before.measure(),
            other.technology(),
            null,
            before.networkOutput());
    try {
      return new MemoryRun(
              scenario,
              OnnxImporter.load(
                  networkFile, NetworkOutput.named(before.networkOutput()), MissingWeights.REFUSED),
              RecordedRequests.read(path),
              recorded.results)
          .run(options, List.of(path, networkFile));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(path + ": " + e.getMessage(), e);
    }
  }

  private static Findings list(Path path, Scenario other, Path scenarioFile, RunOptions options) {
    FaultList list = FaultList.read(path);
    MeasureSettings measure = other.measure().withTrace(MeasureSettings.Trace.FAULTS);
    Scenario scenario = with(other, other.network(), other.dataset(), list.settings(), measure);
    Origin origin = new Origin(path, list.faults(), List.of(), List.of(), null, null, -1);
    FileLookup files = new FileLookup(folder(scenarioFile), options.data());
    return Simulation.run(scenario, files, options, origin);
  }

  private static Findings trace(Path path, Scenario other, Path scenarioFile, RunOptions options) {
    Recorded recorded = read(path, options);
    Scenario before = recorded.scenario(path);
    checkNetwork(recorded.header, other, new FileLookup(folder(scenarioFile), options.data()));
    checkArrays(before, other);
    Origin origin =
        new Origin(
            path,
            RecordedFaults.read(path),
            recorded.header.files(),
            recorded.results,
            null,
            folder(path),
            -1);
    Scenario scenario =
        with(other, before.network(), before.dataset(), before.faults(), other.measure());
    return Simulation.run(scenario, lookup(path, options), options, origin);
  }

  private static Scenario with(
      Scenario other,
      String network,
      io.faultmesh.scenario.DatasetSettings dataset,
      FaultSettings faults,
      MeasureSettings measure) {
    return new Scenario(
        other.name(),
        network,
        dataset,
        other.quantisation(),
        other.accelerator(),
        faults,
        other.designs(),
        measure,
        other.technology(),
        null,
        other.networkOutput());
  }

  private static void checkNetwork(TraceHeader header, Scenario other, FileLookup files) {
    HashedFile own = HashedFile.of(files.find(other.network()));
    if (!header.files().isEmpty() && !own.sha256().equals(header.files().get(0).sha256())) {
      throw new BadInputException(
          Text.format(
              "%s is another network than the one of the trace, %s",
              own.name(), header.files().get(0).name()));
    }
  }

  /** Operands and registers have numbers that hold on one array only. */
  private static void checkArrays(Scenario before, Scenario other) {
    boolean bound = before.faults().names(FaultSite.OPERAND) || before.faults().names(FaultSite.PE);
    if (!bound) {
      return;
    }
    ArraySettings array = before.arrayOf(before.designs().get(0));
    for (DesignSettings design : other.designs()) {
      ArraySettings own = other.arrayOf(design);
      boolean same =
          own.rows().equals(array.rows())
              && own.columns().equals(array.columns())
              && own.dataflow() == array.dataflow();
      if (!same) {
        throw new BadInputException(
            Text.format(
                "faults of operand and pe belong to the recorded array of %dx%d; design %s has"
                    + " another",
                array.rows(), array.columns(), design.name()));
      }
    }
  }

  private static FileLookup lookup(Path trace, RunOptions options) {
    List<Path> folders = new ArrayList<>(List.of(Path.of("scenarios")));
    folders.addAll(options.data());
    return new FileLookup(folder(trace), folders);
  }

  private static Path folder(Path file) {
    return file.toAbsolutePath().getParent();
  }
}
