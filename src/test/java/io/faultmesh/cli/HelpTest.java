package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

class HelpTest {
  static List<CommandLine> commands() {
    CommandLine line = Faultmesh.commandLine(false);
    List<CommandLine> commands = new ArrayList<>(line.getSubcommands().values());
    commands.removeIf(one -> one.getCommandName().equals("help"));
    return commands;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsEveryOptionWithoutItsArguments(CommandLine command) {
    String name = command.getCommandName();
    Cli.Outcome help = Cli.run(name, "--help");
    assertThat(help.code()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out())
        .startsWith("Usage: faultmesh " + name)
        .contains("Example:\n  faultmesh " + name, "Exit codes:", "  0   ", "  2   ", "  3   ");
    for (ArgSpec option : command.getCommandSpec().args()) {
      assertThat(String.join("", option.description())).as(name + option).isNotBlank();
      if (option instanceof OptionSpec named && !named.hidden()) {
        assertThat(help.out()).contains(named.longestName());
      }
    }
    assertThat(help.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionWithAValueSaysItsDefaultUnlessThereIsNone(CommandLine command) {
    List<String> without = List.of("--set", "--on", "--csv", "--perfetto", "--svg", "--faults");
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (option.arity().max() > 0 && !option.hidden() && !without.contains(option.longestName())) {
        assertThat(String.join(" ", option.description())).contains("default");
      }
    }
  }

  @Test
  void helpOfACommandIsTheSameByEitherWay() {
    assertThat(Cli.run("help", "run").out()).isEqualTo(Cli.run("run", "--help").out());
    assertThat(Cli.run("--help").out()).contains("optimize, optimise", "timing");
  }

  @Test
  void bothSpellingsOfOptimiseAreOneCommand() {
    String[] names = {"optimize", "optimise"};
    for (String name : names) {
      assertThat(Cli.run(name).err())
          .contains("SCENARIO is missing; see faultmesh optimize --help");
    }
  }

  @Test
  void anInternalErrorSaysThatItIsABugAndHowToSeeWhere() {
    Cli.Outcome outcome = Cli.run("run", "--help", "--debug");
    assertThat(outcome.out()).contains("--debug");
    assertThat(Faultmesh.describe(new IllegalStateException("nothing\nmoves")))
        .isEqualTo(
            "internal error (IllegalStateException): nothing moves; this is a bug: please report it"
                + " with what --debug adds to the same command");
  }
}
