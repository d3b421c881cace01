package io.faultmesh.scenario.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.faultmesh.scenario.BadInputException;
import java.util.ArrayList;
import java.util.List;

/** One {@code KEY=VALUE} that is set over a scenario file; the key is a dotted path. */
record Setting(String text, List<String> path, JsonNode value) {

  /**
   * Takes the text apart.
   *
   * @throws BadInputException if it has no key, or its value is not YAML
   */
  static Setting parse(ObjectMapper yaml, String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new BadInputException("--set " + text + ": must be KEY=VALUE, like faults.trials=3");
    }
    String key = text.substring(0, equals).strip().replaceFirst("^optimize\\b", "optimise");
    String value = text.substring(equals + 1);
    YamlText.check("--set " + text + ": the value, ", value);
    try {
      JsonNode node = yaml.readTree(value);
      return new Setting(text, List.of(key.split("\\.", -1)), node);
    } catch (JsonProcessingException e) {
      throw new BadInputException("--set " + text + ": the value is not valid YAML", e);
    }
  }

  /**
   * Sets it; groups of keys on the way are made where they are missing.
   *
   * @throws BadInputException if the path goes through something that holds no keys
   */
  void apply(ObjectNode tree) {
    JsonNode node = tree;
    List<String> seen = new ArrayList<>();
    for (String step : path.subList(0, path.size() - 1)) {
      seen.add(step);
      if (node instanceof ArrayNode list) {
        node = list.get(index(list, step));
      } else if (node instanceof ObjectNode object) {
        node = object.get(step) == null ? object.putObject(step) : object.get(step);
      }
      if (node == null || !node.isContainerNode()) {
        throw bad(String.join(".", seen) + " holds no keys");
      }
    }
    String last = path.get(path.size() - 1);
    if (node instanceof ArrayNode list) {
      list.set(index(list, last), value);
    } else {
      ((ObjectNode) node).set(last, value);
    }
  }

  private int index(ArrayNode list, String step) {
    if (!step.matches("\\d{1,9}") || Integer.parseInt(step) >= list.size()) {
      throw bad("the list has " + list.size() + " items, numbered from 0, and no item " + step);
    }
    return Integer.parseInt(step);
  }

  private BadInputException bad(String problem) {
    return new BadInputException("--set " + text + ": " + problem);
  }
}
