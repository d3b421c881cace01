package io.faultmesh.cli;

import io.faultmesh.trace.EventsCsv;
import io.faultmesh.trace.FaultListWriter;
import io.faultmesh.trace.Timeline;
import io.faultmesh.trace.TimelinePicture;
import io.faultmesh.trace.TraceSummary;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks into a trace. */
@Command(
    name = "trace",
    description = "Shows what a trace contains, and exports it.",
    footer = {"", "Example:", "  faultmesh trace traces/lenet-memory.fmtrace --svg timeline.svg"})
final class TraceCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TRACE", description = "the trace file (.fmtrace)")
  private Path trace;

  @Option(names = "--csv", paramLabel = "FILE", description = "write all events as CSV")
  private Path csv;

  @Option(
      names = "--perfetto",
      paramLabel = "FILE",
      description = "write a timeline for the Perfetto and Chrome trace viewers")
  private Path perfetto;

  @Option(names = "--svg", paramLabel = "FILE", description = "draw the first image that has times")
  private Path svg;

  @Option(
      names = "--faults",
      paramLabel = "FILE",
      description = "write the first design's faults as a list that replay --on takes")
  private Path faults;

  @Override
  public Integer call() {
    TraceSummary.Outcome outcome = TraceSummary.of(trace);
    Terminal.print(outcome.text());
    if (outcome.damage() != null) {
      throw outcome.damage();
    }
    if (csv != null) {
      EventsCsv.write(trace, csv);
    }
    if (perfetto != null) {
      Timeline.write(trace, perfetto);
    }
    if (svg != null) {
      TimelinePicture.write(trace, svg);
    }
    if (faults != null) {
      FaultListWriter.write(trace, faults);
    }
    return 0;
  }
}
