package io.faultmesh.text;

import java.util.Locale;

/** Numbers in one form everywhere: what is written under one locale is read under any other. */
public final class Text {
  private Text() {}

  /** {@link String#format} with decimal points and the digits 0 to 9, whatever the locale is. */
  public static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
