package io.faultmesh.experiment;

import io.faultmesh.scenario.BadInputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A share of a run: equal parts of its units, numbered from 1.
 *
 * @param first part of the share
 * @param last part of the share
 * @param of how many parts there are
 */
public record Shard(int first, int last, int of) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?/(\\d{1,9})");
  private static final int MAX = 1_000_000;

  public Shard {
    if (of < 1 || of > MAX || first < 1 || last < first || last > of) {
      throw new BadInputException(
          "--shard must be like 3/16 or 3-5/16, from 1/N to N/N with N up to "
              + MAX
              + ", not "
              + text(first, last, of));
    }
  }

  /**
   * Reads {@code 3/16} or {@code 3-5/16}.
   *
   * @throws BadInputException if it is no shard
   */
  public static Shard parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new BadInputException("--shard must be like 3/16 or 3-5/16, not \"" + text + "\"");
    }
    int first = Integer.parseInt(parts.group(1));
    int last = parts.group(2) == null ? first : Integer.parseInt(parts.group(2));
    return new Shard(first, last, Integer.parseInt(parts.group(3)));
  }

  /** The first of some units that belong to the share. */
  public int from(int units) {
    return (int) ((long) units * (first - 1) / of);
  }

  /** Behind the last of some units that belong to the share. */
  public int to(int units) {
    return (int) ((long) units * last / of);
  }

  /** As the option is written. */
  public String text() {
    return text(first, last, of);
  }

  private static String text(int first, int last, int of) {
    return first == last ? first + "/" + of : first + "-" + last + "/" + of;
  }
}
