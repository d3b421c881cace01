package io.faultmesh.cli;

import io.faultmesh.text.PlainText;

/**
 * What the program says to people. Names from files may hold anything; none of it may steer a
 * terminal.
 */
final class Terminal {
  private static final String PROGRAM = "faultmesh: ";

  private Terminal() {}

  /** Lines for standard output, ended as they are. */
  static void print(String text) {
    System.out.print(PlainText.visibleLines(text.replace("\r\n", "\n")));
  }

  /** One line for standard error. */
  static void error(String line) {
    System.err.println(PROGRAM + PlainText.visible(line));
  }
}
