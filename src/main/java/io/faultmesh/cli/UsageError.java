package io.faultmesh.cli;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.text.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong with the arguments, and what was probably meant. */
final class UsageError {
  private static final Pattern NO_COMMAND = Pattern.compile("Unknown subcommand '(.*)'");

  private UsageError() {}

  static String text(ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unknown(command, unmatched.getUnmatched());
    }
    if (e instanceof MissingParameterException missing) {
      return missing(command, missing);
    }
    if (e.getCause() instanceof BadInputException known) {
      return known.getMessage();
    }
    if (e.getArgSpec() != null && e.getValue() != null) {
      return wrongValue(e.getArgSpec(), e.getValue());
    }
    Matcher helped = NO_COMMAND.matcher(e.getMessage());
    return helped.find() ? unknown(command, List.of(helped.group(1))) : e.getMessage();
  }

  /** Where all options stand. */
  static String help(CommandSpec command) {
    return "see " + command.qualifiedName() + " --help";
  }

  private static String unknown(CommandSpec command, List<String> arguments) {
    String first = arguments.get(0);
    String kind = first.startsWith("-") ? "option" : "command";
    boolean left = kind.equals("command") && command.subcommands().isEmpty();
    if (left) {
      return "'" + first + "' is one argument too many; " + help(command);
    }
    List<String> known = first.startsWith("-") ? options(command) : commands(command);
    String hint = Nearest.hint(first.split("=", 2)[0], known);
    return "unknown " + kind + " '" + first + "'" + (hint.isEmpty() ? "; " + help(command) : hint);
  }

  private static List<String> options(CommandSpec command) {
    List<String> names = new ArrayList<>();
    command.options().forEach(option -> names.addAll(List.of(option.names())));
    return names;
  }

  private static List<String> commands(CommandSpec command) {
    return List.copyOf(command.subcommands().keySet());
  }

  private static String missing(CommandSpec command, MissingParameterException e) {
    ArgSpec argument = e.getMissing().get(0);
    if (argument instanceof OptionSpec option) {
      return option.longestName() + " needs a value, " + label(option) + "; " + help(command);
    }
    return argument.paramLabel() + " is missing; " + help(command);
  }

  private static String wrongValue(ArgSpec argument, String value) {
    Class<?> type = argument.typeInfo().getType();
    String name = argument instanceof OptionSpec option ? option.longestName() : label(argument);
    if (type.isEnum()) {
      List<String> known =
          Arrays.stream(type.getEnumConstants())
              .map(one -> one.toString().toLowerCase(Locale.ROOT))
              .toList();
      String hint = Nearest.hint(value, known);
      return name + " must be one of " + String.join(", ", known) + ", not '" + value + "'" + hint;
    }
    if (Set.of(int.class, Integer.class, long.class).contains(type)) {
      return name + " must be a whole number, not '" + value + "'";
    }
    if (type.equals(Path.class) && value.isEmpty()) {
      return name + " is empty; it needs a name (is a variable not set?)";
    }
    if (type.equals(Path.class)) {
      return name + ": '" + value + "' is not a file name on this system; try LC_ALL=C.UTF-8";
    }
    return name + ": '" + value + "' cannot be used here";
  }

  private static String label(ArgSpec argument) {
    return argument.paramLabel();
  }
}
