package io.faultmesh.report.compare;

import com.fasterxml.jackson.databind.JsonNode;
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
        .map(key -> new Difference(key, left.get(key), right.get(key)))
        .toList();
  }

  /** Lists of plain values are one value; items of other lists go by their names. */
  private static void flatten(String path, JsonNode node, Map<String, String> values) {
    boolean groups = node.isArray() && node.size() > 0 && node.get(0).isObject();
    if (node.isObject()) {
      node.properties()
          .forEach(field -> flatten(join(path, field.getKey()), field.getValue(), values));
    } else if (groups) {
      for (int i = 0; i < node.size(); i++) {
        flatten(join(path, node.get(i).path("name").asText("" + i)), node.get(i), values);
      }
    } else if (!node.isNull() && !node.isMissingNode()) {
      values.put(path, node.isValueNode() ? node.asText() : node.toString());
    }
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
