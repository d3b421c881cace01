package io.faultmesh.cli.command;

import io.faultmesh.cli.option.Terminal;
import io.faultmesh.files.Existing;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.files.RunFolder;
import io.faultmesh.files.Source;
import io.faultmesh.report.csv.PercentileFiles;
import io.faultmesh.report.html.ReportFile;
import io.faultmesh.report.read.Histograms;
import io.faultmesh.report.read.RunFiles;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.text.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows runs in a browser. */
@Command(
    name = "report",
    description =
        "Writes one HTML file that shows one or more runs, with charts and tables; it opens in a"
            + " browser without a network.",
    footer = {
      "",
      "Example:",
      "  faultmesh report runs/lenet-fashion",
      "  faultmesh report runs/first runs/second --out both.html"
    })
public final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", arity = "1..*", description = "run folders, the first one first")
  private List<Path> runs;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "the HTML file; default: beside the first run folder, with .html at the end")
  private Path out;

  @Option(
      names = "--percentiles",
      paramLabel = "DIR",
      description =
          "a folder for the percentiles of the run's histograms, as .hgrm and .csv; default: none")
  private Path percentiles;

  @Option(
      names = "--force",
      description = "replace a file that exists; an untouched report is replaced without")
  private boolean force;

  @Override
  public Integer call() {
    if (percentiles != null && runs.size() > 1) {
      throw new BadInputException("--percentiles takes one run, not " + runs.size());
    }
    Path file = out == null ? ReportFile.beside(runs.get(0)) : out;
    List<RunFiles> opened =
        Progress.during(
            Terminal.isWatched(),
            "report",
            () -> {
              List<RunFiles> all = runs.stream().map(RunFiles::open).toList();
              ReportFile.write(ProgramVersion.text(), all, file, force);
              return all;
            });
    Terminal.print("report: " + file + "\n");
    if (percentiles != null) {
      writePercentiles(opened.get(0));
    }
    return 0;
  }

  private void writePercentiles(RunFiles run) {
    Existing existing = force ? Existing.REPLACE : Existing.REFUSE;
    Source source =
        new Source(
            ProgramVersion.text(), "report --percentiles", "", run.files("histograms", ".hlog"));
    try (RunFolder folder = RunFolder.create(percentiles, existing, source)) {
      PercentileFiles.write(folder, Histograms.of(run));
      folder.complete();
    }
    Terminal.print("percentiles: " + percentiles + "\n");
  }
}
