package io.faultmesh.cli.option;

import io.faultmesh.text.PlainText;
import java.util.function.Consumer;

/**
 * What the program says to people. Names from files may hold anything; none of it may steer a
 * terminal.
 */
public final class Terminal {
  private static final String PROGRAM = "faultmesh: ";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  private Terminal() {}

  /** Whether somebody looks at standard error, where progress is shown. */
  public static boolean isWatched() {
    return Boolean.getBoolean("faultmesh.terminal");
  }

  /**
   * Whether standard output may have colours: on a terminal, unless the user wants none (see
   * no-color.org) or the terminal has none.
   */
  public static boolean isColoured() {
    return System.getProperty("faultmesh.columns") != null && wantsColour();
  }

  private static boolean wantsColour() {
    String none = System.getenv("NO_COLOR");
    return (none == null || none.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
  }

  /** Lines for standard output, ended as they are. */
  public static void print(String text) {
    System.out.print(PlainText.visibleLines(text.replace("\r\n", "\n")));
  }

  /** Takes lines for standard error, which are said unless the user wants quiet. */
  public static Consumer<String> errors(boolean quiet) {
    return quiet ? line -> {} : Terminal::error;
  }

  /** One line for standard error. */
  public static void error(String line) {
    boolean red = isWatched() && wantsColour();
    System.err.println((red ? RED + PROGRAM + PLAIN : PROGRAM) + PlainText.visible(line));
  }
}
