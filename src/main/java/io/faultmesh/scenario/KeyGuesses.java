package io.faultmesh.scenario;

import io.faultmesh.text.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What people write who know other tools, from {@code guesses.txt}: each guess gets the key that
 * does it, or is told that nothing does it yet and what comes nearest.
 */
public final class KeyGuesses {
  private static final String FILE = "guesses.txt";
  private static final Map<String, String> ANSWERS = read();

  private KeyGuesses() {}

  /**
   * The end of the message about an unknown key; null if nobody guesses it.
   *
   * @param group the dotted path of the keys around it
   */
  public static String key(String group, String key) {
    return ANSWERS.get(("key " + ofDesigns(group)).strip() + "|" + letters(key));
  }

  /** The end of the message about a text that a key does not take; null if nobody guesses it. */
  public static String value(String path, String value) {
    return ANSWERS.get("value " + ofDesigns(path) + "|" + letters(value));
  }

  /** The end of the message about a value of the wrong kind, {@code map} or {@code text}. */
  public static String type(String path, String kind) {
    return ANSWERS.get("type " + path + "|" + kind);
  }

  /** The tuned design has the keys of any other. */
  private static String ofDesigns(String path) {
    return path.replaceFirst("^optimise\\.design\\b", "designs")
        .replaceFirst("^designs\\.(quantisation)\\b", "$1")
        .replaceFirst("^designs\\.(array|dppu)\\b", "accelerator.$1");
  }

  private static String letters(String name) {
    return name.replaceAll("[-_. ]", "").toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> read() {
    Map<String, String> answers = new HashMap<>();
    try (InputStream in = KeyGuesses.class.getResourceAsStream(FILE)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().filter(one -> one.contains("|")).toList()) {
        String[] fields = line.split("\\s*\\|\\s*", 3);
        String answer =
            fields[2].startsWith("= ") ? Nearest.meant(fields[2].substring(2)) : "; " + fields[2];
        for (String guess : fields[1].split(" ", -1)) {
          answers.put(fields[0] + "|" + guess, answer);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answers;
  }
}
