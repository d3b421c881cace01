package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.faultmesh.text.Nearest;
import io.faultmesh.text.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An item of {@code faults.layers}: a layer's number or name; with {@code !} in front, a layer that
 * is left out.
 */
public sealed interface LayerChoice {

  /** Whether it leaves its layer out. */
  boolean isOut();

  /** Whether it means a layer. */
  boolean means(int number, String name);

  /** As a scenario has it. */
  @JsonValue
  Object json();

  /** The number of the chosen layer, once {@link #resolve} has found it. */
  default int number() {
    throw new IllegalStateException("nobody has looked for " + json() + " in the network");
  }

  static LayerChoice of(int number) {
    return new ByNumber(number, false);
  }

  /** A number, a name, or either as a text behind an exclamation mark. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static LayerChoice parse(Object value) {
    if (value instanceof Integer number) {
      return of(number);
    }
    if (value instanceof String text && !text.replaceFirst("^!", "").isBlank()) {
      boolean isOut = text.startsWith("!");
      String rest = isOut ? text.substring(1) : text;
      return isOut && rest.matches("\\d{1,7}")
          ? new ByNumber(Integer.parseInt(rest), true)
          : new ByName(rest, isOut);
    }
    throw new IllegalArgumentException(
        "must be a layer's number or name, like 0, conv1 or \"!fc\", not " + value);
  }

  /**
   * The layers that some choices mean: those that are named, or all if each choice leaves one out.
   *
   * @param names of all layers
   * @param key that holds the choices, for errors
   * @throws BadInputException if a choice means no layer, or no layer remains
   */
  static List<LayerChoice> resolve(List<LayerChoice> choices, List<String> names, String key) {
    choices.forEach(choice -> check(choice, names, key));
    List<LayerChoice> chosen = new ArrayList<>();
    for (int i = 0; i < names.size() && !choices.isEmpty(); i++) {
      if (chooses(choices, i, names.get(i))) {
        chosen.add(of(i));
      }
    }
    if (chosen.isEmpty() && !choices.isEmpty()) {
      throw new BadInputException(key + " leaves out every layer");
    }
    return chosen;
  }

  /** Whether choices choose a layer; none choose all. */
  static boolean chooses(List<LayerChoice> choices, int number, String name) {
    List<LayerChoice> own = choices.stream().filter(one -> one.means(number, name)).toList();
    boolean all = choices.stream().allMatch(LayerChoice::isOut);
    return own.stream().noneMatch(LayerChoice::isOut) && (all || !own.isEmpty());
  }

  private static void check(LayerChoice choice, List<String> names, String key) {
    if (IntStream.range(0, names.size()).anyMatch(i -> choice.means(i, names.get(i)))) {
      return;
    }
    String hint = Nearest.hint("" + choice.json(), names);
    throw new BadInputException(
        choice instanceof ByName named
            ? key
                + " names no layer of the network: '"
                + PlainText.visible(named.name)
                + "'"
                + (hint.isEmpty() ? "; `faultmesh network` lists them" : hint)
            : key
                + " names layer "
                + ((ByNumber) choice).number
                + "; the network has layers 0 to "
                + (names.size() - 1));
  }

  /** By its number in graph order, from 0. */
  record ByNumber(int number, boolean isOut) implements LayerChoice {
    public ByNumber {
      Checks.within("number", number, 0, 1_000_000);
    }

    @Override
    public boolean means(int other, String name) {
      return number == other;
    }

    @Override
    public Object json() {
      return isOut ? (Object) ("!" + number) : (Integer) number;
    }
  }

  /** By the name that the network's file gives it. */
  record ByName(String name, boolean isOut) implements LayerChoice {
    @Override
    public boolean means(int number, String other) {
      return name.equals(other);
    }

    @Override
    public Object json() {
      return (isOut ? "!" : "") + name;
    }
  }
}
