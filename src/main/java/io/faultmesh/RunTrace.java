package io.faultmesh;

import io.faultmesh.fast.Campaign.Batch;
import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.report.DesignResult;
import io.faultmesh.report.RunFolder;
import io.faultmesh.report.Summary;
import io.faultmesh.scenario.MeasureSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.ScenarioLoader;
import io.faultmesh.trace.HashedFile;
import io.faultmesh.trace.TraceHeader;
import io.faultmesh.trace.TraceResult;
import io.faultmesh.trace.TraceSink;
import io.faultmesh.trace.TraceWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a run tells of its events: nothing, or all to a trace file or to a comparison. */
final class RunTrace implements AutoCloseable {
  static final String FILE = "trace.fmtrace";

  private final TraceSink sink;
  private FaultTrace faults;

  private RunTrace(TraceSink sink) {
    this.sink = sink;
  }

  /** Checks the files that a replay goes back to, and begins the trace that is asked for. */
  static RunTrace of(Scenario scenario, Preparation prepared, Origin origin, RunFolder folder) {
    boolean recording = scenario.measure().trace() != MeasureSettings.Trace.NONE;
    if (!recording && origin.files().isEmpty()) {
      return new RunTrace(null);
    }
    List<HashedFile> files = files(prepared);
    origin.check(files);
    if (origin.sink() != null || !recording) {
      return new RunTrace(origin.sink());
    }
    TraceHeader header =
        new TraceHeader(
            ProgramVersion.text(),
            scenario.measure().trace(),
            ScenarioLoader.write(scenario),
            scenario.faults().seed(),
            files,
            origin.faults() != null && origin.faults().isComplete());
    return new RunTrace(new TraceWriter(folder.stream(FILE), header));
  }

  private static List<HashedFile> files(Preparation prepared) {
    List<HashedFile> files = new ArrayList<>();
    files.add(HashedFile.of(prepared.networkFile()));
    List<Path> images = prepared.images().files();
    files.addAll(HashedFile.all(images));
    return files;
  }

  boolean isOn() {
    return sink != null;
  }

  void begin(List<Run> runs) {
    if (isOn()) {
      faults = new FaultTrace(sink, runs);
      faults.begin();
    }
  }

  void add(Batch batch) {
    if (isOn()) {
      faults.add(batch);
    }
  }

  /** Ends the trace with what the run measured. */
  void end(Summary summary) {
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
