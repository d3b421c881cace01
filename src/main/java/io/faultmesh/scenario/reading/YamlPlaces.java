package io.faultmesh.scenario.reading;

import java.io.StringReader;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
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
    return place == null ? "1:1" : YamlText.place(place);
  }

  private static NodeTuple entry(Node node, String key) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode scalar && isKey(scalar.getValue(), key)) {
          return tuple;
        }
      }
    }
    return null;
  }

  private static boolean isKey(String found, String key) {
    return found.equals(key) || (key.equals("optimise") && found.equals("optimize"));
  }
}
