package io.faultmesh.cli;

import io.faultmesh.Replay;
import io.faultmesh.RunOptions;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.ScenarioLoader;
import java.nio.file.Path;
import java.util.List;
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
        "Re-runs a recorded trace and compares, or plays it on another scenario's designs or memory.")
final class ReplayCommand implements Callable<Integer> {
  private static final int DIFFERENT = 1;

  @Parameters(
      paramLabel = "TRACE",
      description = "a trace, or with --on a list of faults or a DRAM trace of another tool")
  private Path trace;

  @Option(
      names = "--on",
      paramLabel = "SCENARIO",
      description = "whose designs meet the faults, or whose cache and DRAM the requests")
  private Path scenario;

  @Option(
      names = "--part",
      paramLabel = "faults|memory",
      description = "what to replay; default memory if the trace holds it")
  private Replay.Part part;

  @Mixin private RunnerOptions runner;

  @Override
  public Integer call() {
    return scenario == null ? again() : on();
  }

  private int again() {
    if (Replay.isList(trace)) {
      throw new BadInputException(
          trace + ": no recorded trace; a list of faults or of DRAM requests needs --on SCENARIO");
    }
    RunOptions options = runner.options(Replay.name(trace) + "-replay");
    Optional<String> difference = Replay.again(trace, options);
    if (difference.isPresent()) {
      System.err.println("faultmesh: " + trace + ": " + difference.get());
      return DIFFERENT;
    }
    if (!runner.quiet()) {
      System.out.println(trace + ": the replay is equal, event by event");
    }
    return 0;
  }

  private int on() {
    String name = ScenarioLoader.load(scenario, List.of()).name();
    RunOptions options = runner.options(name + "-replay");
    Replay.Part chosen = part == null ? Replay.part(trace) : part;
    String text = Replay.on(trace, scenario, chosen, options);
    if (!runner.quiet()) {
      System.out.print(text);
    }
    return 0;
  }
}
