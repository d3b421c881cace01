package io.faultmesh.scenario;

import java.io.StringReader;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Finds the line and column of a dotted path in a YAML text. */
final class YamlPlaces {
  private final Node root;

  YamlPlaces(String text) {
    root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
  }

  /**
   * Refuses aliases: Jackson would read {@code *name} as the text {@code name}.
   *
   * @throws BadInputException at the first one, or where Jackson stopped reading without complaint
   */
  static void refuseAliases(String source, String text) {
    try {
      for (Event event : new Yaml(new LoaderOptions()).parse(new StringReader(text))) {
        if (event instanceof AliasEvent alias) {
          throw new BadInputException(
              source
                  + ":"
                  + place(alias.getStartMark())
                  + ": aliases (*"
                  + alias.getAnchor()
                  + ") are not supported; write the value out");
        }
      }
    } catch (MarkedYAMLException e) {
      throw new BadInputException(
          source + ":" + place(e.getProblemMark()) + ": " + e.getProblem(), e);
    }
  }

  private static String place(Mark mark) {
    return (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }

  /** {@code line:column} of the longest part of the path that stands in the text. */
  String find(List<String> path) {
    Node node = root;
    Mark place = root == null ? null : root.getStartMark();
    for (String step : path) {
      NodeTuple entry = entry(node, step);
      if (entry != null) {
        place = entry.getKeyNode().getStartMark();
        node = entry.getValueNode();
      } else if (node instanceof SequenceNode list
          && step.matches("\\d{1,9}")
          && Integer.parseInt(step) < list.getValue().size()) {
        node = list.getValue().get(Integer.parseInt(step));
        place = node.getStartMark();
      } else {
        break;
      }
    }
    return place == null ? "1:1" : place(place);
  }

  private static NodeTuple entry(Node node, String key) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(key)) {
          return tuple;
        }
      }
    }
    return null;
  }
}
