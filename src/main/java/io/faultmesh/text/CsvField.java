package io.faultmesh.text;

import java.util.regex.Pattern;

/** One field of a comma-separated list, as RFC 4180 writes it and no reader executes it. */
public final class CsvField {
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?");

  private CsvField() {}

  /**
   * The field's text; null is empty. Text that a spreadsheet would take for a formula ({@code =},
   * {@code +}, {@code -}, {@code @} in front, and no number) gets an apostrophe in front; what
   * would break the line or steer a terminal is written out; commas and quotes put the field in
   * quotes.
   */
  public static String of(Object value) {
    if (value == null) {
      return "";
    }
    String text = PlainText.visible(value.toString());
    boolean formula =
        !(value instanceof Number)
            && !text.isEmpty()
            && "=+-@".indexOf(text.charAt(0)) >= 0
            && !NUMBER.matcher(text).matches();
    String plain = formula ? "'" + text : text;
    boolean quoted = plain.contains(",") || plain.contains("\"") || !plain.equals(plain.strip());
    return quoted ? "\"" + plain.replace("\"", "\"\"") + "\"" : plain;
  }
}
