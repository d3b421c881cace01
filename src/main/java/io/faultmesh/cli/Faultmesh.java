package io.faultmesh.cli;

import io.faultmesh.files.AlreadyComplete;
import io.faultmesh.scenario.BadInputException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point of the {@code faultmesh} command. */
@Command(
    name = "faultmesh",
    description = "Simulates a fault-tolerant deep-learning accelerator.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      ReplayCommand.class,
      TraceCommand.class,
      NetworkCommand.class,
      TimingCommand.class,
      CostCommand.class,
      OptimizeCommand.class
    })
public final class Faultmesh implements Runnable {
  private static final int BAD_INPUT = 2;
  private static final int INTERNAL_ERROR = 3;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing; see faultmesh --help");
  }

  public static void main(String[] args) {
    boolean debug = Arrays.asList(args).contains("--debug");
    String[] rest =
        Arrays.stream(args).filter(arg -> !arg.equals("--debug")).toArray(String[]::new);
    System.exit(execute(debug, rest));
  }

  /** Runs a command and gives its exit code: 0 fine, 1 a check failed, 2 bad input, 3 our fault. */
  public static int execute(boolean debug, String... args) {
    try {
      int code =
          new CommandLine(new Faultmesh())
              .setCaseInsensitiveEnumValuesAllowed(true)
              .setParameterExceptionHandler((e, given) -> complain(debug, e, BAD_INPUT))
              .setExecutionExceptionHandler((e, command, result) -> end(debug, e, command))
              .execute(args);
      return System.out.checkError() ? complain(debug, unsaid(), BAD_INPUT) : code;
    } catch (OutOfMemoryError e) {
      // What fits depends on the scenario, so this is for the user to decide.
      String way = "this takes more memory than Java may use: try FAULTMESH_JAVA_OPTIONS=-Xmx8g";
      return complain(debug, new BadInputException(way, e), BAD_INPUT);
    } catch (Error e) {
      return complain(debug, e, INTERNAL_ERROR);
    }
  }

  private static BadInputException unsaid() {
    return new BadInputException(
        "standard output: cannot be written (closed, or its disk is full)");
  }

  private static int end(boolean debug, Exception e, CommandLine command) {
    if (e instanceof AlreadyComplete) {
      if (!command.getParseResult().hasMatchedOption("--quiet")) {
        System.out.println(e.getMessage());
      }
      return 0;
    }
    // What the file system refuses is for the user to mend; its message names the file.
    if (e instanceof UncheckedIOException) {
      return complain(debug, e.getCause(), BAD_INPUT);
    }
    return complain(debug, e, e instanceof BadInputException ? BAD_INPUT : INTERNAL_ERROR);
  }

  private static int complain(boolean debug, Throwable e, int exitCode) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    String oneLine = message.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
    String kind =
        exitCode == INTERNAL_ERROR ? "internal error (" + e.getClass().getSimpleName() + "): " : "";
    System.err.println("faultmesh: " + kind + oneLine);
    if (debug) {
      e.printStackTrace();
    }
    return exitCode;
  }
}
