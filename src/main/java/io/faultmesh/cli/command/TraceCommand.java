package io.faultmesh.cli.command;

import io.faultmesh.cli.option.Terminal;
import io.faultmesh.files.WholeFile;
import io.faultmesh.report.Json;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.text.Progress;
import io.faultmesh.trace.EventsCsv;
import io.faultmesh.trace.FaultListWriter;
import io.faultmesh.trace.Timeline;
import io.faultmesh.trace.TimelinePicture;
import io.faultmesh.trace.TraceSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks into a trace. */
@Command(
    name = "trace",
    description = "Shows what a trace contains, and exports it.",
    footer = {"", "Example:", "  faultmesh trace traces/lenet-memory.fmtrace --svg timeline.svg"})
public final class TraceCommand implements Callable<Integer> {
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

  @Option(names = "--json", description = "print JSON instead of tables")
  private boolean json;

  @Option(names = "--force", description = "replace files that exist")
  private boolean force;

  private final Set<Path> places = new HashSet<>();

  @Override
  public Integer call() {
    List<Runnable> exports = new ArrayList<>();
    export(exports, csv, EventsCsv::write);
    export(exports, perfetto, Timeline::write);
    export(exports, svg, TimelinePicture::write);
    export(exports, faults, FaultListWriter::write);
    TraceSummary.Outcome outcome =
        Progress.during(Terminal.isWatched(), "trace", () -> TraceSummary.of(trace));
    Terminal.print(json ? Json.write(outcome.content()) : outcome.text());
    if (outcome.damage() != null) {
      throw outcome.damage();
    }
    return Progress.during(
        Terminal.isWatched(),
        "exports",
        () -> {
          exports.forEach(Runnable::run);
          return 0;
        });
  }

  /** Checks the place of an export before any work. */
  private void export(
      List<Runnable> exports, Path file, BiConsumer<Path, WholeFile.Target> writer) {
    if (file != null) {
      WholeFile.Target target = WholeFile.target(file, trace, force);
      if (target.plain() && !places.add(target.place())) {
        throw new BadInputException(file + ": is asked for twice; give each export its own file");
      }
      exports.add(() -> writer.accept(trace, target));
    }
  }
}
