package io.faultmesh.scenario;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.faultmesh.text.Nearest;
import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** Entries of a design's list {@code protect}: {@code {secded: {word: 64}}}, or a bare name. */
public final class ProtectCodec {
  private static final SortedMap<String, Class<? extends ProtectSettings>> BUILT_IN = builtIn();

  private static volatile SortedMap<String, Class<? extends ProtectSettings>> known = BUILT_IN;

  private ProtectCodec() {}

  private static SortedMap<String, Class<? extends ProtectSettings>> builtIn() {
    SortedMap<String, Class<? extends ProtectSettings>> known = new TreeMap<>();
    for (ProtectSettings one : ServiceLoader.load(ProtectSettings.class)) {
      known.put(one.key(), one.getClass());
    }
    return known;
  }

  static boolean isBuiltIn(String key) {
    return BUILT_IN.containsKey(key);
  }

  static void add(List<ProtectSettings> others) {
    SortedMap<String, Class<? extends ProtectSettings>> all = new TreeMap<>(BUILT_IN);
    others.forEach(one -> all.put(one.key(), one.getClass()));
    known = all;
  }

  /** Names of all mechanisms. */
  public static List<String> keys() {
    return List.copyOf(known.keySet());
  }

  /** The keys' type of a mechanism; null if there is none of this name. */
  public static Class<? extends ProtectSettings> type(String key) {
    return known.get(key);
  }

  static final class Reader extends JsonDeserializer<ProtectSettings> {
    @Override
    public ProtectSettings deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode entry = context.readTree(parser);
      boolean isName = entry.isTextual();
      if (!isName && (!entry.isObject() || entry.size() != 1)) {
        throw problem(parser, "an entry names one mechanism, like {secded: {word: 64}}");
      }
      String key = isName ? entry.textValue() : entry.fieldNames().next();
      Class<? extends ProtectSettings> type = type(key);
      if (type == null) {
        String hint = Nearest.hint(key, keys());
        throw problem(
            parser,
            "no mechanism is called '"
                + key
                + "'"
                + (hint.isEmpty() ? "; known here: " + String.join(", ", keys()) : hint));
      }
      JsonNode keys = isName ? JsonNodeFactory.instance.objectNode() : entry.get(key);
      try {
        return context.readTreeAsValue(keys, type);
      } catch (JsonMappingException e) {
        e.prependPath(entry, key);
        throw e;
      }
    }

    private static JsonMappingException problem(JsonParser parser, String text) {
      return new ProblemException(parser, text);
    }
  }

  /** A problem in words for users. */
  public static final class ProblemException extends JsonMappingException {
    private static final long serialVersionUID = 1L;

    private ProblemException(JsonParser parser, String text) {
      super(parser, text);
    }
  }

  static final class Writer extends JsonSerializer<ProtectSettings> {
    @Override
    public void serialize(
        ProtectSettings value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeStartObject();
      generator.writeFieldName(value.key());
      provider.findValueSerializer(value.getClass()).serialize(value, generator, provider);
      generator.writeEndObject();
    }
  }
}
