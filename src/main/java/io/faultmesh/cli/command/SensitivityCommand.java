package io.faultmesh.cli.command;

import io.faultmesh.campaign.single.SingleFaults;
import io.faultmesh.cli.option.DataFolders;
import io.faultmesh.cli.option.ScenarioFile;
import io.faultmesh.cli.option.SingleOptions;
import io.faultmesh.cli.option.Terminal;
import io.faultmesh.cli.option.ThreadsOption;
import io.faultmesh.experiment.Deadline;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.files.Existing;
import io.faultmesh.files.WholeFile;
import io.faultmesh.report.Json;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.SingleSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows which layers and bits are vulnerable. */
@Command(
    name = "sensitivity",
    description =
        "Flips one bit per inference and shows which layers and bits change answers, with"
            + " intervals; faults.single says how many faults, and where.",
    footer = {
      "",
      "Example:",
      "  faultmesh sensitivity scenarios/lenet-fashion.yaml --set 'designs=[base]' \\",
      "      --svg vulnerability.svg"
    })
public final class SensitivityCommand implements Callable<Integer> {
  @Mixin private ScenarioFile file;
  @Mixin private DataFolders data;
  @Mixin private SingleOptions single;
  @Mixin private ThreadsOption threads;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description =
          "also draw the tables, a coloured cell for each bit of each layer; default none")
  private Path svg;

  @Option(names = "--force", description = "replace a file that exists")
  private boolean force;

  @Option(names = "--json", description = "print JSON, a row per line of vulnerability.csv")
  private boolean json;

  @Override
  public Integer call() {
    Scenario scenario = withSingleFaults(file.load());
    WholeFile.Target target = svg == null ? null : WholeFile.target(svg, file.path(), force);
    RunOptions options =
        new RunOptions(
            null,
            data.folders(),
            threads.count(),
            0,
            1,
            KernelKind.FUSED,
            Terminal.isWatched(),
            single.exhaustive(),
            single.agreed(),
            false,
            Existing.REFUSE,
            Deadline.NEVER,
            Optional.empty());
    SingleFaults faults = SingleFaults.run(scenario, file.folder(), options);
    if (target != null) {
      draw(target, faults);
    }
    Terminal.print(
        json ? Json.write(faults.findings().rows()) : faults.findings().text(faults.names()));
    return 0;
  }

  private static Scenario withSingleFaults(Scenario scenario) {
    FaultSettings faults = scenario.faults();
    if (faults.single() != null) {
      return scenario;
    }
    return scenario.withFaults(faults.withSingle(SingleSettings.DEFAULT));
  }

  private static void draw(WholeFile.Target target, SingleFaults faults) {
    String picture = faults.findings().picture(faults.names());
    try (WholeFile whole = target.open()) {
      whole.out().write(picture.getBytes(StandardCharsets.UTF_8));
      whole.complete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
