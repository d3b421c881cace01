package io.faultmesh.scenario.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.faultmesh.scenario.BadInputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Sets what a search varies in a design. Items of its list {@code protect} may be chosen whole: a
 * mechanism with or without keys, or {@code none}; the item behind the last one is added.
 */
final class AxisValues {
  private static final String LIST = "protect";
  private static final String NONE = "none";

  private AxisValues() {}

  /**
   * Sets values, whole items before their keys.
   *
   * @throws BadInputException if a path leads nowhere
   */
  static void apply(ObjectNode design, Map<String, JsonNode> values) {
    ArrayNode protect = design.get(LIST) instanceof ArrayNode own ? own : design.putArray(LIST);
    List<Setting> settings = new ArrayList<>();
    values.forEach(
        (path, value) ->
            settings.add(
                new Setting(
                    "optimise.axes." + path, List.of(path.split("\\.", -1)), value.deepCopy())));
    settings.sort(Comparator.comparingInt(setting -> setting.path().size()));
    for (Setting setting : settings) {
      List<String> path = setting.path();
      boolean isBelowList = path.size() > 1 && path.get(0).equals(LIST);
      if (isBelowList && path.get(1).equals(String.valueOf(protect.size()))) {
        protect.addNull();
      }
      if (isBelowList && path.size() > 2) {
        giveKeys(protect, path);
      }
      setting.apply(design);
      // The whole list may have been set.
      protect = design.get(LIST) instanceof ArrayNode list ? list : protect;
    }
    for (int item = protect.size() - 1; item >= 0; item--) {
      if (NONE.equals(protect.get(item).textValue())) {
        protect.remove(item);
      }
    }
  }

  /** A mechanism that an item only names gets a group of keys to set one in. */
  private static void giveKeys(ArrayNode protect, List<String> path) {
    for (int item = 0; item < protect.size(); item++) {
      boolean isMeant = path.get(1).equals(String.valueOf(item));
      if (isMeant && path.get(2).equals(protect.get(item).textValue())) {
        protect.set(item, protect.objectNode().set(path.get(2), protect.objectNode()));
      }
    }
  }
}
