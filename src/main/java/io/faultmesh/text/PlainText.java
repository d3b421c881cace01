package io.faultmesh.text;

/** Text from files and scenarios, made harmless for terminals and lists. */
public final class PlainText {
  private PlainText() {}

  /**
   * The text with everything written out as <code>&#92;u001b</code> that would steer a terminal or
   * break a line: control characters, marks that turn the writing direction, line separators and
   * halves of characters. Different texts stay different to the eye.
   */
  public static String visible(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (steers(point)) {
                plain.append(Text.format("\\u%04x", point));
              } else {
                plain.appendCodePoint(point);
              }
            });
    return plain.toString();
  }

  /** Like {@link #visible}, for text of several lines. */
  public static String visibleLines(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (String line : text.split("(?<=\n)", -1)) {
      boolean ended = line.endsWith("\n");
      plain.append(visible(ended ? line.substring(0, line.length() - 1) : line));
      plain.append(ended ? "\n" : "");
    }
    return plain.toString();
  }

  private static boolean steers(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
