package io.faultmesh.replay;

import io.faultmesh.experiment.RunOptions;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.files.RunFolder;
import io.faultmesh.files.Source;
import io.faultmesh.report.csv.Csv;
import io.faultmesh.report.csv.CycleFiles;
import io.faultmesh.report.table.Printout;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import io.faultmesh.text.Text;
import io.faultmesh.trace.RequestFile;
import java.nio.file.Path;
import java.util.List;

/** Plays another tool's DRAM trace on a scenario's DRAM, and writes a run folder. */
public final class RequestRun {
  private RequestRun() {}

  /** What came out, in cycles. */
  private record Result(
      long requests,
      long bytes,
      long lastRequestCycle,
      long endCycle,
      long p50,
      long p99,
      long max) {
    static Result of(RequestReplay replay) {
      return new Result(
          replay.requests(),
          replay.bytes(),
          replay.lastCycle(),
          replay.endCycle(),
          replay.latency().getValueAtPercentile(50),
          replay.latency().getValueAtPercentile(99),
          replay.latency().getMaxValue());
    }

    String text(Path folder) {
      return Text.format(
              "%,d requests, %,d bytes; last request in cycle %,d, last byte in cycle %,d%n",
              requests, bytes, lastRequestCycle, endCycle)
          + Text.format("latency in cycles: p50 %,d, p99 %,d, max %,d%n", p50, p99, max)
          + "\nrun folder: "
          + folder
          + "\n";
    }
  }

  /** Runs; gives a few lines on what came out. */
  public static Printout run(Path requests, Scenario scenario, RunOptions options) {
    String settings = ScenarioLoader.write(scenario);
    Source source =
        new Source(ProgramVersion.text(), "replay --part memory", settings, List.of(requests));
    try (RunFolder folder = RunFolder.create(options.out(), options.existing(), source)) {
      RequestReplay replay = new RequestReplay(scenario.accelerator());
      RequestFile.read(requests, replay::request);
      folder.write(
          "memory.csv",
          Csv.line("requests", "bytes", "lastRequestCycle", "endCycle", "queuedCycles")
              + Csv.line(
                  replay.requests(),
                  replay.bytes(),
                  replay.lastCycle(),
                  replay.endCycle(),
                  replay.queuedCycles()));
      CycleFiles.histogram(folder, "imported-dram", replay.latency());
      folder.write("scenario.yaml", settings);
      folder.complete();
      Result result = Result.of(replay);
      return new Printout(result.text(folder.target()), result);
    }
  }
}
