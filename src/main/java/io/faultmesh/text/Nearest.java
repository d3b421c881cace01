package io.faultmesh.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a misspelt one most likely means. */
public final class Nearest {
  /** A common beginning of so many letters says more than the letters behind it. */
  private static final int TELLING_LETTERS = 3;

  /** One wrong letter in so many is still a misspelling. */
  private static final int LETTERS_PER_ERROR = 3;

  private Nearest() {}

  /**
   * The nearest known name: fewest letters to insert, drop, change or swap with their neighbour
   * (Damerau-Levenshtein distance, optimal string alignment), case and punctuation left aside;
   * without one, the only name of which the given one is the beginning, or the reverse.
   *
   * @return empty if none is near
   */
  public static Optional<String> to(String given, Collection<String> known) {
    String letters = letters(given);
    String best = null;
    int least = 1 + letters.length() / LETTERS_PER_ERROR;
    List<String> sameBeginning = new ArrayList<>();
    for (String name : known) {
      String other = letters(name);
      int distance = distance(letters, other);
      // A name of two letters is near to any other of two.
      if (distance < least && distance < Math.max(letters.length(), other.length()) / 2.0) {
        least = distance;
        best = name;
      }
      boolean begins = other.startsWith(letters) || letters.startsWith(other);
      if (begins && Math.min(letters.length(), other.length()) >= TELLING_LETTERS) {
        sameBeginning.add(name);
      }
    }
    if (best == null && sameBeginning.size() == 1) {
      best = sameBeginning.get(0);
    }
    return Optional.ofNullable(best);
  }

  /** The end of an error message: {@code ; did you mean 'trials'?}, or nothing. */
  public static String hint(String given, Collection<String> known) {
    return to(given, known).map(Nearest::meant).orElse("");
  }

  /** The end of an error message that names what was meant. */
  public static String meant(String name) {
    return "; did you mean '" + name + "'?";
  }

  private static String letters(String name) {
    return name.replaceAll("[-_. ]", "").toLowerCase(Locale.ROOT);
  }

  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
