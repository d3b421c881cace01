package io.faultmesh.scenario.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.ProtectSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.ScenarioMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads scenario files, and writes them as resolved. */
public final class ScenarioLoader {
  private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(.*)'");
  private static final Pattern NUMBER = Pattern.compile("Malformed numeric value '(.*)'");
  private static final int MAX_BYTES = 1 << 20;

  private static final YAMLMapper MAPPER = ScenarioMapper.MAPPER;

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
    try {
      return scenario(tree, settings);
    } catch (SchemaErrorException e) {
      throw new BadInputException(blamed(source, text, tree, settings, e.error), e);
    }
  }

  /** A tree that is no scenario. */
  private static final class SchemaErrorException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient SchemaError error;

    private SchemaErrorException(SchemaError error, Exception cause) {
      super(error.text(), cause);
      this.error = error;
    }
  }

  private static Scenario scenario(ObjectNode given, List<String> settings)
      throws SchemaErrorException {
    ObjectNode tree = given.deepCopy();
    settings.forEach(setting -> Setting.parse(MAPPER, setting).apply(tree));
    DesignTree.resolve(tree);
    return value(tree, Scenario.class);
  }

  /**
   * Reads another file of keys, with a scenario's rules and error messages.
   *
   * @throws BadInputException if the text does not hold such a value
   */
  public static <T> T read(String source, String text, Class<T> type) {
    ObjectNode tree = tree(source, text);
    try {
      return value(tree, type);
    } catch (SchemaErrorException e) {
      throw new BadInputException(blamed(source, text, tree, List.of(), e.error), e);
    }
  }

  private static <T> T value(ObjectNode tree, Class<T> type) throws SchemaErrorException {
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (JsonMappingException e) {
      throw new SchemaErrorException(SchemaError.of(e, tree), e);
    } catch (JsonProcessingException e) {
      throw new SchemaErrorException(new SchemaError(List.of(), "not a file of this kind"), e);
    }
  }

  /**
   * The error with its cause: the last setting without which the file has another error, or none.
   */
  private static String blamed(
      String source, String text, ObjectNode tree, List<String> settings, SchemaError error) {
    for (int count = settings.size(); count > 0; count--) {
      try {
        scenario(tree, settings.subList(0, count - 1));
      } catch (SchemaErrorException e) {
        if (e.error.equals(error)) {
          continue;
        }
      }
      return "--set " + settings.get(count - 1) + ": " + error.text();
    }
    return source + ":" + new YamlPlaces(text).find(error.path()) + ": " + error.text();
  }

  /** A design in one line, with every default filled in; a scenario takes it. */
  public static String line(DesignSettings design) {
    return MAPPER.valueToTree(design).toString();
  }

  /** A design's list {@code protect} in short: mechanisms, and keys that are not their defaults. */
  public static String protectLine(DesignSettings design) {
    List<String> entries = new ArrayList<>();
    for (ProtectSettings one : design.protect()) {
      StringBuilder text = new StringBuilder(one.key());
      JsonNode usual = MAPPER.valueToTree(ScenarioMapper.protect(one.key(), Map.of()));
      JsonNode keys = MAPPER.valueToTree(one);
      for (Map.Entry<String, JsonNode> key : keys.properties()) {
        if (!key.getValue().equals(usual.get(key.getKey()))) {
          String value = key.getValue().toString().replaceAll("[\\[\\]\"]", "");
          text.append(' ').append(key.getKey()).append('=').append(value);
        }
      }
      entries.add(text.toString());
    }
    return String.join("; ", entries);
  }

  /**
   * A design with other values at some keys.
   *
   * @param values by dotted path; {@code none} for an item of {@code protect} leaves it out
   * @throws BadInputException if a path leads nowhere, or a value cannot stand there
   */
  public static DesignSettings vary(DesignSettings start, Map<String, JsonNode> values) {
    ObjectNode tree = MAPPER.valueToTree(start);
    AxisValues.apply(tree, values);
    try {
      return value(tree, DesignSettings.class);
    } catch (SchemaErrorException e) {
      String paths = String.join(", ", values.keySet());
      throw new BadInputException("optimise.axes (" + paths + "): " + e.error.text(), e);
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

  /** Jackson's words for what YAML allows and it does not. */
  private static String problem(String message) {
    Matcher twice = DUPLICATE.matcher(message);
    if (twice.find()) {
      return "the key '" + twice.group(1) + "' is there twice";
    }
    Matcher number = NUMBER.matcher(message);
    if (number.find()) {
      return "'" + number.group(1) + "' is not a number that counts here";
    }
    return message.startsWith("Expected a field name")
        ? "a key must be a word, not a list or a group of keys"
        : "not valid YAML";
  }

  private static ObjectNode tree(String source, String text) {
    try {
      YamlText.check(source + ":", text);
      JsonNode tree = MAPPER.readTree(text);
      if (tree instanceof ObjectNode object) {
        DesignTree.spell(object);
        return object;
      }
      throw new BadInputException(source + ":1:1: the file must be a list of 'key: value' lines");
    } catch (JsonProcessingException e) {
      String place =
          e.getLocation() == null
              ? ""
              : ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
      String problem = problem(e.getOriginalMessage());
      throw new BadInputException(source + place + ": " + problem, e);
    }
  }
}
