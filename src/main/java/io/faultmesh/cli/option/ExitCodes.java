package io.faultmesh.cli.option;

import io.faultmesh.files.CleanUps;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What the exit codes of all commands mean. */
public final class ExitCodes {
  public static final int CHECK_FAILED = 1;
  public static final int BAD_INPUT = 2;
  public static final int INTERNAL_ERROR = 3;

  /** Stopped; the same command goes on. */
  public static final int STOPPED = CleanUps.STOPPED;

  private ExitCodes() {}

  /** Adds the codes to a command's help; what a check is, the command says itself. */
  public static void explain(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    Map<String, String> codes = new TreeMap<>();
    codes.put("0", "all went well");
    codes.putAll(usage.exitCodeList());
    codes.put("" + BAD_INPUT, "the input cannot be used; standard error has one line on it");
    codes.put("" + INTERNAL_ERROR, "a bug; --debug shows where");
    usage.exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
    usage.width(WIDTH).sortOptions(false).abbreviateSynopsis(true);
    usage.optionListHeading("%nOptions:%n").parameterListHeading("%nArguments:%n");
  }

  private static final int WIDTH = 80;
}
