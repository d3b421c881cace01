package io.faultmesh.campaign;

import io.faultmesh.experiment.Inputs;
import io.faultmesh.fast.Campaign.Batch;
import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.files.RunFolder;
import io.faultmesh.machine.probe.Witness;
import io.faultmesh.protection.Protection;
import io.faultmesh.replay.Origin;
import io.faultmesh.report.DesignResult;
import io.faultmesh.report.Summary;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.MeasureSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import io.faultmesh.trace.HashedFile;
import io.faultmesh.trace.Scope;
import io.faultmesh.trace.TraceEvent;
import io.faultmesh.trace.TraceHeader;
import io.faultmesh.trace.TraceResult;
import io.faultmesh.trace.TraceSink;
import io.faultmesh.trace.TraceWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a run tells of its events: nothing, or all to a trace file or to a comparison. */
public final class RunTrace implements AutoCloseable {
  public static final String FILE = "trace.fmtrace";

  /** Nothing is recorded. */
  static final RunTrace OFF = new RunTrace(null, MeasureSettings.Trace.NONE);

  private static final String MACHINE = "machine";

  private final TraceSink sink;
  private final MeasureSettings.Trace level;
  private FaultTrace faults;

  private RunTrace(TraceSink sink, MeasureSettings.Trace level) {
    this.sink = sink;
    this.level = level;
  }

  /**
   * Refuses a trace of nothing.
   *
   * @throws BadInputException if the machine is to record it and runs nothing
   */
  public static void check(Scenario scenario) {
    MeasureSettings measure = scenario.measure();
    boolean ofMachine =
        measure.trace() == MeasureSettings.Trace.MEMORY
            || measure.trace() == MeasureSettings.Trace.FULL;
    boolean runs =
        measure.accuracy() == MeasureSettings.Accuracy.MACHINE
            || measure.cycles() == MeasureSettings.Cycles.MACHINE;
    if (ofMachine && !runs) {
      throw new BadInputException(
          "measure.trace: memory and full are recorded by the machine; set measure.cycles:"
              + " machine");
    }
  }

  /** Checks the files that a replay goes back to, and begins the trace that is asked for. */
  public static RunTrace of(Scenario scenario, Inputs inputs, Origin origin, RunFolder folder) {
    MeasureSettings.Trace level = scenario.measure().trace();
    boolean recording = level != MeasureSettings.Trace.NONE;
    if (!recording && origin.files().isEmpty()) {
      return new RunTrace(null, level);
    }
    List<HashedFile> files = files(inputs);
    origin.check(files);
    if (origin.sink() != null || !recording) {
      return new RunTrace(origin.sink(), level);
    }
    TraceHeader header =
        new TraceHeader(
            ProgramVersion.text(),
            level,
            ScenarioLoader.write(scenario),
            scenario.faults().seed(),
            files,
            origin.faults() != null && origin.faults().isComplete());
    return new RunTrace(new TraceWriter(folder.stream(FILE), header), level);
  }

  /** Whether a run's events are recorded or compared. */
  public static boolean isWanted(Scenario scenario, Origin origin) {
    return scenario.measure().trace() != MeasureSettings.Trace.NONE || origin.sink() != null;
  }

  private static List<HashedFile> files(Inputs inputs) {
    List<HashedFile> files = new ArrayList<>();
    files.add(HashedFile.of(inputs.networkFile()));
    List<Path> images = inputs.images().files();
    files.addAll(HashedFile.all(images));
    return files;
  }

  /** Whether events are wanted. */
  public boolean isOn() {
    return sink != null;
  }

  /**
   * Tells what outlasts images.
   *
   * @param machine whether the machine runs the images, else the fast engine
   */
  void begin(List<Run> runs, boolean machine) {
    if (isOn()) {
      faults = new FaultTrace(sink, runs, machine ? MACHINE : FaultTrace.FAST_ENGINE);
      faults.begin();
    }
  }

  /** Tells a batch of the fast engine. */
  void add(Batch batch) {
    if (isOn()) {
      faults.add(batch);
    }
  }

  /** Who is to watch a machine under faults; null for nobody. */
  Witness witness(Protection design) {
    return isOn() ? new Witness(level, design.network()) : null;
  }

  /** Who is to watch a machine without faults; null for nobody, since nothing is struck. */
  Witness cycleWitness(Protection design) {
    return level == MeasureSettings.Trace.FAULTS ? null : witness(design);
  }

  /**
   * Tells a machine that is done.
   *
   * @param witness who watched it; null for nobody
   */
  void add(Scope scope, Witness witness, byte[] logits) {
    if (witness != null) {
      sink.accept(scope);
      witness.events().forEach(sink::accept);
      sink.accept(TraceEvent.logits(MACHINE, witness.endCycle(), FaultTrace.crc32(logits)));
    }
  }

  /** Ends the trace with what the run measured. */
  public void end(Summary summary) {
    if (isOn()) {
      sink.end(summary.results().stream().map(RunTrace::result).toList());
    }
  }

  private static TraceResult result(DesignResult result) {
    return new TraceResult(
        result.design(),
        result.ber(),
        result.accuracy() == null ? null : result.accuracy().mean(),
        result.flips() == null ? null : result.flips().actual(),
        result.cyclesPerImage(),
        result.dramBytesPerImage());
  }

  /** Lets go of the file; its folder removes it if the run did not come to its end. */
  @Override
  public void close() {
    if (sink instanceof TraceWriter writer) {
      writer.close();
    }
  }
}
