package io.faultmesh.scenario.reading;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.LayerChoice;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.ProtectCodec;
import io.faultmesh.scenario.ProtectSettings;
import io.faultmesh.scenario.Rates;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.Within;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;

/**
 * The JSON Schema of scenario files, made from the settings' records: keys, types, words, limits.
 * Limits that depend on other keys are not in it, and whatever a record reads in its own way is
 * left open, so a valid scenario never breaks it.
 */
public final class ScenarioSchema {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<Class<?>> WHOLE =
      Set.of(int.class, Integer.class, long.class, Long.class);
  private static final Set<Class<?>> REAL = Set.of(double.class, Double.class);

  private ScenarioSchema() {}

  /** The schema, draft 2020-12. */
  public static JsonNode json() {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Faultmesh scenario");
    schema.setAll(record(Scenario.class));
    ObjectNode keys = (ObjectNode) schema.get("properties");
    // The other spelling is read, too.
    keys.set("optimize", keys.get("optimise"));
    return schema;
  }

  private static ObjectNode record(Class<?> type) {
    ObjectNode schema = JSON.createObjectNode().put("type", "object");
    ObjectNode keys = schema.putObject("properties");
    ArrayNode required = JSON.createArrayNode();
    for (RecordComponent key : type.getRecordComponents()) {
      JsonProperty own = key.getAccessor().getAnnotation(JsonProperty.class);
      String name = SchemaKeys.name(key);
      ObjectNode value = value(key.getGenericType());
      limit(value, key.getAnnotation(Within.class));
      boolean isRequired = own != null && own.required();
      keys.set(name, isRequired ? value : orNothing(key.getType(), value));
      if (isRequired) {
        required.add(name);
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema.put("additionalProperties", false);
  }

  private static void limit(ObjectNode value, Within limits) {
    if (limits == null) {
      return;
    }
    ObjectNode number = value.has("items") ? (ObjectNode) value.get("items") : value;
    number.put("minimum", limits.low());
    if (limits.high() < Double.POSITIVE_INFINITY) {
      number.put("maximum", limits.high());
    }
  }

  /** A mechanism's bare name, or its name with its keys. */
  private static ObjectNode mechanisms() {
    ObjectNode schema = JSON.createObjectNode();
    ArrayNode forms = schema.putArray("anyOf");
    ArrayNode names = forms.addObject().putArray("enum");
    for (String name : ProtectCodec.keys()) {
      names.add(name);
      ObjectNode one = forms.addObject().put("type", "object");
      one.putObject("properties").set(name, record(ProtectCodec.type(name)));
      one.putArray("required").add(name);
      one.put("additionalProperties", false);
    }
    return schema;
  }

  /** A key that is left empty takes its default. */
  private static ObjectNode orNothing(Class<?> type, ObjectNode value) {
    if (type.isPrimitive() || value.isEmpty()) {
      return value;
    }
    ObjectNode either = JSON.createObjectNode();
    either.putArray("anyOf").add(value).add(JSON.createObjectNode().put("type", "null"));
    return either;
  }

  private static ObjectNode numbers() {
    ObjectNode schema = JSON.createObjectNode().put("type", "array");
    schema.set("items", value(Double.class).put("minimum", 0).put("maximum", 1));
    return schema;
  }

  private static ObjectNode value(Type type) {
    ObjectNode schema = JSON.createObjectNode();
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      schema.put("type", "array").set("items", value(list.getActualTypeArguments()[0]));
      return schema;
    }
    if (!(type instanceof Class<?> plain)) {
      return schema;
    }
    if (plain.isEnum()) {
      ArrayNode words = schema.putArray("enum");
      for (Object word : plain.getEnumConstants()) {
        words.add(JSON.valueToTree(word));
      }
    } else if (plain == Rates.class) {
      ArrayNode forms = schema.putArray("anyOf").add(numbers());
      ObjectNode sites = forms.addObject().put("type", "object").putObject("properties");
      for (FaultSite site : FaultSite.values()) {
        sites.set(site.label(), numbers());
      }
      ((ObjectNode) forms.get(1)).put("additionalProperties", false);
    } else if (plain == LayerChoice.class) {
      schema.putArray("anyOf").add(value(Integer.class)).add(value(String.class));
    } else if (plain == DesignSettings.class) {
      // A bare name is a preset.
      schema.putArray("anyOf").add(value(Preset.class)).add(record(plain));
    } else if (plain == ProtectSettings.class) {
      schema.setAll(mechanisms());
    } else if (plain.isRecord() && !SchemaKeys.isReadItsOwnWay(plain)) {
      return record(plain);
    } else if (plain == String.class) {
      schema.put("type", "string");
    } else if (plain == boolean.class || plain == Boolean.class) {
      schema.put("type", "boolean");
    } else if (WHOLE.contains(plain) || REAL.contains(plain)) {
      schema.put("type", WHOLE.contains(plain) ? "integer" : "number");
    }
    return schema;
  }
}
