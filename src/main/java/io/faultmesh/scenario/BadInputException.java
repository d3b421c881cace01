package io.faultmesh.scenario;

import io.faultmesh.text.PlainText;

/**
 * The user's input cannot be used. The message is one line that says what is wrong and where; the
 * command line prints it and exits with code 2.
 */
public class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadInputException(String message) {
    super(oneLine(message));
  }

  public BadInputException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /** Names from damaged files may hold anything; none of it may steer a terminal. */
  private static String oneLine(String message) {
    return PlainText.visible(message.replaceAll("\\s*[\\r\\n]+\\s*", " "));
  }
}
