package io.faultmesh.cli;

import io.faultmesh.campaign.Stopped;
import io.faultmesh.cli.command.BenchCommand;
import io.faultmesh.cli.command.CompareCommand;
import io.faultmesh.cli.command.CompletionCommand;
import io.faultmesh.cli.command.CoordinatorCommand;
import io.faultmesh.cli.command.CostCommand;
import io.faultmesh.cli.command.InferCommand;
import io.faultmesh.cli.command.MergeCommand;
import io.faultmesh.cli.command.NetworkCommand;
import io.faultmesh.cli.command.OptimizeCommand;
import io.faultmesh.cli.command.PlanCommand;
import io.faultmesh.cli.command.PrepareCommand;
import io.faultmesh.cli.command.QuantiseCommand;
import io.faultmesh.cli.command.ReplayCommand;
import io.faultmesh.cli.command.ReportCommand;
import io.faultmesh.cli.command.RunCommand;
import io.faultmesh.cli.command.SchemaCommand;
import io.faultmesh.cli.command.SensitivityCommand;
import io.faultmesh.cli.command.TimingCommand;
import io.faultmesh.cli.command.TraceCommand;
import io.faultmesh.cli.command.WorkerCommand;
import io.faultmesh.cli.option.ExitCodes;
import io.faultmesh.cli.option.FinishedFolder;
import io.faultmesh.cli.option.Terminal;
import io.faultmesh.files.AlreadyComplete;
import io.faultmesh.files.CleanUps;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Entry point of the {@code faultmesh} command. */
@Command(
    name = "faultmesh",
    description = "Simulates a fault-tolerant deep-learning accelerator.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    footer = {"", "Example:", "  faultmesh run scenarios/lenet-fashion.yaml"})
public final class Faultmesh implements Runnable {
  private static final String DEBUG = "--debug";

  private static final List<Class<?>> COMMANDS =
      List.of(
          RunCommand.class,
          SensitivityCommand.class,
          PrepareCommand.class,
          PlanCommand.class,
          MergeCommand.class,
          CoordinatorCommand.class,
          WorkerCommand.class,
          InferCommand.class,
          ReportCommand.class,
          CompareCommand.class,
          ReplayCommand.class,
          TraceCommand.class,
          NetworkCommand.class,
          TimingCommand.class,
          CostCommand.class,
          QuantiseCommand.class,
          BenchCommand.class,
          OptimizeCommand.class,
          SchemaCommand.class,
          CompletionCommand.class,
          HelpCommand.class);

  /** They tell of the others. */
  private static final Set<Class<?>> NEED_ALL = Set.of(CompletionCommand.class, HelpCommand.class);

  @Spec private CommandSpec spec;

  @Option(
      names = DEBUG,
      scope = ScopeType.INHERIT,
      description = "with an error, print where in the program it arose")
  @SuppressWarnings("UnusedVariable") // Arguments that cannot be parsed need it, too: see main.
  private boolean debug;

  @Option(
      names = Plugins.OPTION,
      paramLabel = "JAR",
      scope = ScopeType.INHERIT,
      description =
          "a JAR with protection mechanisms of your own; may be repeated; default: the files of the"
              + " environment variable "
              + Plugins.VARIABLE)
  private List<Path> plugins = List.of();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing; " + UsageError.help(spec));
  }

  public static void main(String[] args) {
    CleanUps.onSignals();
    System.exit(execute(Arrays.asList(args).contains(DEBUG), args));
  }

  /** Runs a command and gives its exit code, see {@link ExitCodes}. */
  public static int execute(boolean debug, String... args) {
    try {
      int code = commandLine(debug, needed(args)).execute(args);
      return System.out.checkError() ? tell(debug, unsaid()) : code;
    } catch (OutOfMemoryError e) {
      // What fits depends on the scenario, so this is for the user to decide.
      String way = "this takes more memory than Java may use: try FAULTMESH_JAVA_OPTIONS=-Xmx8g";
      return tell(debug, new BadInputException(way, e));
    } catch (Error e) {
      return tell(debug, e);
    }
  }

  /** A look at every command takes as long as many a command itself, so mostly only one is. */
  private static List<Class<?>> needed(String... args) {
    return COMMANDS.stream()
        .filter(command -> !NEED_ALL.contains(command))
        .filter(command -> args.length > 0 && name(command).equals(args[0]))
        .findFirst()
        .<List<Class<?>>>map(List::of)
        .orElse(COMMANDS);
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  private void usePlugins() {
    Plugins.use(plugins.isEmpty() ? Plugins.ofEnvironment() : plugins);
  }

  private static BadInputException unsaid() {
    return new BadInputException(
        "standard output: cannot be written (closed, or its disk is full)");
  }

  /** All commands, with what their help has in common. */
  static CommandLine commandLine(boolean debug) {
    return commandLine(debug, COMMANDS);
  }

  private static CommandLine commandLine(boolean debug, List<Class<?>> commands) {
    Faultmesh program = new Faultmesh();
    CommandLine line = new CommandLine(program);
    commands.forEach(command -> line.addSubcommand(command));
    line.setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Path.class, Faultmesh::file)
        .setUsageHelpAutoWidth(false)
        .setColorScheme(
            Help.defaultColorScheme(Terminal.isColoured() ? Help.Ansi.ON : Help.Ansi.OFF))
        .setParameterExceptionHandler(
            (e, given) -> tell(debug, new BadInputException(UsageError.text(e), e)))
        .setExecutionStrategy(
            parsed -> {
              try {
                program.usePlugins();
              } catch (BadInputException e) {
                return tell(debug, e);
              }
              return new CommandLine.RunLast().execute(parsed);
            })
        .setExecutionExceptionHandler((e, command, result) -> end(debug, e, command));
    ExitCodes.explain(line);
    line.getSubcommands().values().forEach(ExitCodes::explain);
    return line;
  }

  /** An empty name would be the current folder: mostly a variable that was not set. */
  private static Path file(String name) {
    if (name.isEmpty()) {
      throw new TypeConversionException("empty");
    }
    return Path.of(name);
  }

  private static int end(boolean debug, Exception e, CommandLine command) {
    if (e instanceof AlreadyComplete complete) {
      ParseResult given = command.getParseResult();
      if (given.hasMatchedOption("--json")) {
        Terminal.print(FinishedFolder.json(complete.place(), "summary.json"));
      } else if (!given.hasMatchedOption("--quiet")) {
        Terminal.print(e.getMessage() + "\n");
      }
      return 0;
    }
    if (e instanceof Stopped) {
      Terminal.error(e.getMessage());
      return ExitCodes.STOPPED;
    }
    // What the file system refuses is for the user to mend.
    return tell(
        debug, e instanceof UncheckedIOException io ? FileErrors.refused(io.getCause()) : e);
  }

  private static int tell(boolean debug, Throwable error) {
    // What is wrong with a user's own mechanism is no bug of the program.
    Throwable e =
        error instanceof BadInputException
            ? error
            : Plugins.blame(error).<Throwable>map(blamed -> blamed).orElse(error);
    Terminal.error(describe(e));
    if (debug) {
      e.printStackTrace();
    }
    return e instanceof BadInputException ? ExitCodes.BAD_INPUT : ExitCodes.INTERNAL_ERROR;
  }

  /** One line on an error, whoever is to blame. */
  static String describe(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    String oneLine = message.lines().map(String::strip).collect(Collectors.joining(" "));
    return e instanceof BadInputException
        ? oneLine
        : "internal error ("
            + e.getClass().getSimpleName()
            + "): "
            + oneLine
            + "; this is a bug: please report it with what "
            + DEBUG
            + " adds to the same command";
  }
}
