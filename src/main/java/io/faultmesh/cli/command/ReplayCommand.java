package io.faultmesh.cli.command;

import io.faultmesh.Replay;
import io.faultmesh.cli.option.ExitCodes;
import io.faultmesh.cli.option.RunnerOptions;
import io.faultmesh.cli.option.Settings;
import io.faultmesh.cli.option.Terminal;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.files.AlreadyComplete;
import io.faultmesh.report.Json;
import io.faultmesh.report.table.Printout;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs what was recorded again. */
@Command(
    name = "replay",
    description =
        "Runs a recorded trace again and compares event by event, or plays it on another scenario.",
    exitCodeList = "1:without --on: the replay differs from the record",
    footer = {
      "",
      "Example:",
      "  faultmesh replay traces/lenet-memory.fmtrace",
      "  faultmesh replay traces/lenet-memory.fmtrace \\",
      "      --on scenarios/lenet-fashion.yaml --set accelerator.dram.latencyCycles=200"
    })
public final class ReplayCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "TRACE",
      description = "a trace, or with --on a list of faults or a DRAM trace of another tool")
  private Path trace;

  @Option(
      names = "--on",
      paramLabel = "SCENARIO",
      description = "whose designs meet the faults, or whose cache and DRAM the requests")
  private Path scenario;

  @Mixin private Settings settings;

  @Option(
      names = "--part",
      paramLabel = "PART",
      description = "with --on: faults or memory; default memory if the trace holds it")
  private Replay.Part part;

  @Option(names = "--json", description = "print JSON instead of tables")
  private boolean json;

  @Mixin private RunnerOptions runner;

  /**
   * A replay beside the recorded run.
   *
   * @param difference the first one; null if there is none
   */
  record Comparison(boolean equal, String difference) {}

  @Override
  public Integer call() {
    return scenario == null ? again() : on();
  }

  private int again() {
    if (Replay.isList(trace)) {
      throw new BadInputException(
          trace + ": no recorded trace; a list of faults or of DRAM requests needs --on SCENARIO");
    }
    if (part != null || !settings.given().isEmpty()) {
      throw new BadInputException(
          (part == null ? "--set" : "--part")
              + " needs --on SCENARIO; without it the recorded scenario runs as it was");
    }
    RunOptions options = runner.options(Replay.name(trace) + "-replay");
    Optional<String> difference = Optional.empty();
    try {
      difference = Replay.again(trace, options);
    } catch (AlreadyComplete complete) {
      // Only a replay without a difference completes its folder.
      if (!json) {
        throw complete;
      }
    }
    if (json) {
      Terminal.print(Json.write(new Comparison(difference.isEmpty(), difference.orElse(null))));
    }
    if (difference.isPresent()) {
      Terminal.error(trace + ": " + difference.get());
      return ExitCodes.CHECK_FAILED;
    }
    if (!runner.quiet() && !json) {
      Terminal.print(trace + ": the replay is equal, event by event\n");
    }
    return 0;
  }

  private int on() {
    String name = ScenarioLoader.load(scenario, settings.given()).name();
    RunOptions options = runner.options(name + "-replay");
    Replay.Part chosen = part == null ? Replay.part(trace) : part;
    Printout result = Replay.on(trace, scenario, settings.given(), chosen, options);
    if (json || !runner.quiet()) {
      Terminal.print(result.as(json));
    }
    return 0;
  }
}
