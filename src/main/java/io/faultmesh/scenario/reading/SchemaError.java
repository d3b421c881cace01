package io.faultmesh.scenario.reading;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.faultmesh.scenario.KeyGuesses;
import io.faultmesh.scenario.ProtectCodec;
import io.faultmesh.text.Nearest;
import io.faultmesh.text.PlainText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says in a user's words what Jackson found wrong, and at which path. */
record SchemaError(List<String> path, String text) {
  private static final Pattern MISSING = Pattern.compile("required creator property '(\\w+)'");
  private static final int MOST_LETTERS = 60;

  /** The error in a scenario's tree. */
  static SchemaError of(JsonMappingException e, JsonNode tree) {
    List<String> path = new ArrayList<>();
    for (JsonMappingException.Reference step : e.getPath()) {
      path.add(step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName());
    }
    ofTheScenario(path, tree);
    if (e instanceof ProtectCodec.ProblemException) {
      return new SchemaError(path, dotted(path) + ": " + e.getOriginalMessage());
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      List<String> known = unknown.getKnownPropertyIds().stream().map(Object::toString).toList();
      return new SchemaError(path, unknownKey(path, unknown.getPropertyName(), known));
    }
    if (e instanceof ValueInstantiationException && e.getCause() != null) {
      // Lists refuse entries without a value, and say nothing.
      return e.getCause() instanceof NullPointerException
          ? empty(path, tree)
          : refused(path, e.getCause().getMessage());
    }
    Matcher missing = MISSING.matcher(e.getOriginalMessage());
    if (missing.find()) {
      // Jackson may have counted the missing key into the path already.
      if (path.isEmpty() || !path.get(path.size() - 1).equals(missing.group(1))) {
        path.add(missing.group(1));
      }
      return missing(path, tree);
    }
    return new SchemaError(path, dotted(path) + wrongType(path, e, at(tree, path)));
  }

  /**
   * A design takes the scenario's quantisation, array and dot-product unit where it has none of its
   * own: an error in them belongs where they stand.
   */
  private static void ofTheScenario(List<String> path, JsonNode tree) {
    if (path.size() < 4 || !path.get(0).equals("designs")) {
      return;
    }
    List<String> shared = new ArrayList<>(path.subList(2, path.size()));
    if (!shared.get(0).equals("quantisation")) {
      shared.add(0, "accelerator");
    }
    JsonNode there = at(tree, shared);
    if (!there.isMissingNode() && there.equals(at(tree, path))) {
      path.clear();
      path.addAll(shared);
    }
  }

  /** A key that is there under another name, or not at all. */
  private static SchemaError missing(List<String> path, JsonNode tree) {
    List<String> group = path.subList(0, path.size() - 1);
    List<String> known = SchemaKeys.in(String.join(".", withoutNumbers(group)));
    Iterable<String> given = () -> at(tree, group).fieldNames();
    for (String key : given) {
      // Keys of other files are not known here.
      if (!known.isEmpty() && !known.contains(key)) {
        List<String> other = new ArrayList<>(group);
        other.add(key);
        return new SchemaError(other, unknownKey(other, key, known));
      }
    }
    return new SchemaError(path, "missing key '" + dotted(path) + "'");
  }

  private static String unknownKey(List<String> path, String key, List<String> known) {
    String hint = keyHint(withoutNumbers(path), key, known);
    String end = hint.isEmpty() ? "; known here: " + String.join(", ", known) : hint;
    return "unknown key '" + PlainText.visible(dotted(path)) + "'" + end;
  }

  /** What people mean by it, what it nearly is here, or where a key of this name stands. */
  private static String keyHint(List<String> path, String key, List<String> known) {
    String group = String.join(".", path.subList(0, Math.max(0, path.size() - 1)));
    String guess = KeyGuesses.key(group, key);
    if (guess != null) {
      return guess;
    }
    Optional<String> near = Nearest.to(key, known);
    if (near.isPresent()) {
      return Nearest.meant(group.isEmpty() ? near.get() : group + "." + near.get());
    }
    List<String> elsewhere = SchemaKeys.named(key);
    return elsewhere.isEmpty()
        ? Nearest.hint(key, SchemaKeys.all())
        : Nearest.meant(elsewhere.get(0));
  }

  /** The first entry of a list below that has no value. */
  private static SchemaError empty(List<String> path, JsonNode tree) {
    List<String> own = new ArrayList<>(path);
    addEmptyEntry(own, at(tree, path));
    return new SchemaError(own, dotted(own) + " has no value");
  }

  private static boolean addEmptyEntry(List<String> path, JsonNode node) {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        path.add("" + i);
        if (node.get(i).isNull() || addEmptyEntry(path, node.get(i))) {
          return true;
        }
        path.remove(path.size() - 1);
      }
    }
    for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      path.add(key);
      if (addEmptyEntry(path, node.get(key))) {
        return true;
      }
      path.remove(path.size() - 1);
    }
    return false;
  }

  /** A record's own check, whose message begins with the field. */
  private static SchemaError refused(List<String> path, String problem) {
    String field = problem.split(" ", 2)[0];
    if (!path.isEmpty() && path.get(path.size() - 1).equals(field)) {
      path.remove(path.size() - 1);
    }
    List<String> own = new ArrayList<>(path);
    own.add(field);
    boolean isKey = SchemaKeys.all().contains(String.join(".", withoutNumbers(own)));
    String separator = path.isEmpty() ? "" : isKey ? "." : ": ";
    String text = (path.isEmpty() ? "" : dotted(path)) + separator + problem;
    return new SchemaError(isKey ? own : path, text);
  }

  private static String wrongType(List<String> path, JsonMappingException e, JsonNode found) {
    Class<?> type =
        e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
    String plain = String.join(".", withoutNumbers(path));
    String not = ", not " + shown(found);
    if (found.isNumber() && (type == null || isWhole(type))) {
      return found.isIntegralNumber() ? " is too large: " + shown(found) : whole() + not;
    }
    if (type == null) {
      return " has the wrong type";
    }
    if (type.isEnum()) {
      List<String> names = names(type);
      String guess = KeyGuesses.value(plain, found.asText());
      String hint = guess != null ? guess : Nearest.hint(found.asText(), names);
      return " must be one of " + String.join(", ", names) + not + hint;
    }
    String guess = KeyGuesses.type(plain, found.isObject() ? "map" : "text");
    return expected(type)
        + not
        + (guess == null || found.isNumber() ? listHint(type, found) : guess);
  }

  private static String listHint(Class<?> type, JsonNode found) {
    boolean single = List.class.isAssignableFrom(type) && found.isValueNode();
    return single ? "; write [" + PlainText.visible(found.asText()) + "]" : "";
  }

  private static boolean isWhole(Class<?> type) {
    return List.of(int.class, Integer.class, long.class, Long.class).contains(type);
  }

  private static String whole() {
    return " must be a whole number";
  }

  private static String expected(Class<?> type) {
    return isWhole(type)
        ? whole()
        : switch (type.getSimpleName()) {
          case "double", "Double" -> " must be a number";
          case "boolean", "Boolean" -> " must be true or false";
          case "String" -> " must be text";
          case "List", "ArrayList" -> " must be a list";
          default -> " must be a group of keys";
        };
  }

  private static String shown(JsonNode found) {
    if (found.isContainerNode()) {
      return found.isArray() ? "a list" : "a group of keys";
    }
    String text = PlainText.visible(found.isMissingNode() ? "nothing" : found.asText());
    boolean tooLong = text.length() > MOST_LETTERS;
    return "'" + (tooLong ? text.substring(0, MOST_LETTERS) + "..." : text) + "'";
  }

  private static JsonNode at(JsonNode tree, List<String> path) {
    JsonNode node = tree;
    for (String step : path) {
      node = node.isArray() ? node.path(Integer.parseInt(step)) : node.path(step);
    }
    return node;
  }

  private static List<String> withoutNumbers(List<String> path) {
    return path.stream().filter(step -> !step.matches("\\d+")).toList();
  }

  private static List<String> names(Class<?> type) {
    return Arrays.stream(type.getFields())
        .filter(java.lang.reflect.Field::isEnumConstant)
        .map(field -> field.getAnnotation(JsonProperty.class).value())
        .collect(Collectors.toList());
  }

  private static String dotted(List<String> path) {
    return path.isEmpty() ? "the scenario" : String.join(".", path);
  }
}
