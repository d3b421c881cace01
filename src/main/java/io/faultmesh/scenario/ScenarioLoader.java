package io.faultmesh.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads scenario files, and writes them as resolved. */
public final class ScenarioLoader {
  private static final int MAX_BYTES = 1 << 20;

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .stringQuotingChecker(new NumbersInQuotes())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** Quotes every text that may read as a number: a path {@code 1e-4} must stay a path. */
  private static final class NumbersInQuotes extends StringQuotingChecker.Default {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean needToQuoteValue(String value) {
      return super.needToQuoteValue(value) || value.matches("[-+.0-9].*");
    }
  }

  private ScenarioLoader() {}

  /**
   * Loads a scenario.
   *
   * @param settings {@code key=value}, applied in order over the file
   * @throws BadInputException if it cannot be read or is not a valid scenario; the message has line
   *     and column where the file holds the cause
   */
  public static Scenario load(Path file, List<String> settings) {
    String text = InputFile.text(file, "scenario file", MAX_BYTES);
    return parse(file.toString(), text, settings);
  }

  /** Parses a scenario's text; {@code source} names it in errors. */
  public static Scenario parse(String source, String text, List<String> settings) {
    ObjectNode tree = tree(source, text);
    for (String setting : settings) {
      apply(tree, setting);
    }
    DesignTree.resolve(tree);
    return value(source, text, tree, Scenario.class);
  }

  /**
   * Reads another file of keys, with a scenario's rules and error messages.
   *
   * @throws BadInputException if the text does not hold such a value
   */
  public static <T> T read(String source, String text, Class<T> type) {
    return value(source, text, tree(source, text), type);
  }

  private static <T> T value(String source, String text, ObjectNode tree, Class<T> type) {
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (JsonMappingException e) {
      Complaint complaint = Complaint.of(e);
      String place = new YamlPlaces(text).find(complaint.path());
      throw new BadInputException(source + ":" + place + ": " + complaint.text(), e);
    } catch (JsonProcessingException e) {
      throw new BadInputException(source + ": " + e.getOriginalMessage(), e);
    }
  }

  /** The scenario as YAML, with every default filled in. */
  public static String write(Scenario scenario) {
    try {
      return MAPPER.writeValueAsString(scenario);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode tree(String source, String text) {
    try {
      JsonNode tree = MAPPER.readTree(text);
      YamlPlaces.refuseAliases(source, text);
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw new BadInputException(source + ":1:1: the file must be a list of 'key: value' lines");
    } catch (JsonProcessingException e) {
      String place =
          e.getLocation() == null
              ? ""
              : ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
      String problem = e.getOriginalMessage().lines().findFirst().orElse("not valid YAML");
      throw new BadInputException(source + place + ": " + problem, e);
    }
  }

  private static void apply(ObjectNode tree, String setting) {
    int equals = setting.indexOf('=');
    if (equals < 1) {
      throw new BadInputException("--set " + setting + ": must be KEY=VALUE");
    }
    String[] path = setting.substring(0, equals).split("\\.", -1);
    JsonNode value;
    try {
      value = MAPPER.readTree(setting.substring(equals + 1));
    } catch (JsonProcessingException e) {
      throw new BadInputException("--set " + setting + ": the value is not valid YAML", e);
    }
    JsonNode node = tree;
    List<String> seen = new ArrayList<>();
    for (int i = 0; i + 1 < path.length; i++) {
      seen.add(path[i]);
      if (node instanceof ArrayNode list) {
        node = list.get(index(setting, list, path[i]));
      } else if (node instanceof ObjectNode object) {
        node = object.get(path[i]) == null ? object.putObject(path[i]) : object.get(path[i]);
      }
      if (node == null || !node.isContainerNode()) {
        throw new BadInputException(
            "--set " + setting + ": " + String.join(".", seen) + " holds no keys");
      }
    }
    String last = path[path.length - 1];
    if (node instanceof ArrayNode list) {
      list.set(index(setting, list, last), value);
    } else {
      ((ObjectNode) node).set(last, value);
    }
  }

  private static int index(String setting, ArrayNode list, String text) {
    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) >= list.size()) {
      throw new BadInputException("--set " + setting + ": the list has no item " + text);
    }
    return Integer.parseInt(text);
  }
}
