package io.faultmesh.report.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Which keys of two scenarios hold other values. */
public final class ScenarioDifferences {
  private ScenarioDifferences() {}

  /**
   * A key.
   *
   * @param first its value; null where the key is missing or empty
   */
  public record Difference(String key, String first, String second) {}

  static List<Difference> of(JsonNode first, JsonNode second) {
    Map<String, String> left = new LinkedHashMap<>();
    Map<String, String> right = new LinkedHashMap<>();
    flatten("", first, left);
    flatten("", second, right);
    Set<String> keys = new LinkedHashSet<>(left.keySet());
    keys.addAll(right.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(left.get(key), right.get(key)))
        .filter(key -> !isBelow(key, left.keySet(), right.keySet()))
        .map(key -> new Difference(key, left.get(key), right.get(key)))
        .toList();
  }

  /** Whether a key belongs to an item of a list that one side lacks, which one line says. */
  private static boolean isBelow(String key, Set<String> left, Set<String> right) {
    for (int dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.', dot + 1)) {
      String item = key.substring(0, dot);
      if (left.contains(item) != right.contains(item)) {
        return true;
      }
    }
    return false;
  }

  /** Lists of plain values are one value; items of other lists go by their names. */
  private static void flatten(String path, JsonNode node, Map<String, String> values) {
    boolean groups = node.isArray() && node.size() > 0 && node.get(0).isObject();
    if (node.isObject()) {
      node.properties()
          .forEach(field -> flatten(join(path, field.getKey()), field.getValue(), values));
    } else if (groups) {
      for (int i = 0; i < node.size(); i++) {
        String item = join(path, node.get(i).path("name").asText("" + i));
        values.put(item, "listed");
        flatten(item, node.get(i), values);
      }
    } else if (!node.isNull() && !node.isMissingNode()) {
      values.put(path, text(node));
    }
  }

  /** A value as a scenario holds it. */
  private static String text(JsonNode node) {
    if (node.isArray()) {
      List<String> items = new ArrayList<>();
      node.forEach(item -> items.add(text(item)));
      return "[" + String.join(", ", items) + "]";
    }
    return node.isFloatingPointNumber() ? node.asText().replace('E', 'e') : node.asText();
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
