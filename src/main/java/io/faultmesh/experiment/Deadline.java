package io.faultmesh.experiment;

import io.faultmesh.scenario.BadInputException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a run is to stop, counted from the start of the program; it never changes a result. */
public final class Deadline {
  public static final Deadline NEVER = new Deadline(0, Long.MAX_VALUE);

  private static final Pattern FORM =
      Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");

  private final long start;
  private final long nanos;

  private Deadline(long start, long nanos) {
    this.start = start;
    this.nanos = nanos;
  }

  /** In some time from now. */
  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime(), time.toNanos());
  }

  /**
   * Reads what stands behind {@code --until}, such as {@code 3h50m}, {@code 90m} or {@code 30s}.
   *
   * @throws BadInputException if it is no such time
   */
  public static Deadline parse(String text) {
    return in(duration("--until", text));
  }

  /**
   * Reads a time in the same form.
   *
   * @param option for messages
   * @throws BadInputException if it is none
   */
  public static Duration duration(String option, String text) {
    Matcher parts = FORM.matcher(text);
    if (text.isEmpty() || !parts.matches()) {
      throw new BadInputException(
          option + " must be a time like 3h50m, 90m or 30s, not \"" + text + "\"");
    }
    return Duration.ofHours(number(parts.group(1)))
        .plusMinutes(number(parts.group(2)))
        .plusSeconds(number(parts.group(3)));
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  public boolean isOver() {
    return System.nanoTime() - start >= nanos;
  }
}
