package io.faultmesh.scenario.reading;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.faultmesh.scenario.ProtectCodec;
import io.faultmesh.scenario.ProtectSettings;
import io.faultmesh.scenario.Scenario;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** All keys of a scenario as dotted paths, lists without numbers: {@code designs.important}. */
final class SchemaKeys {
  private static final List<String> ALL =
      below("", Scenario.class).stream()
          .sorted(Comparator.comparingLong(path -> path.chars().filter(c -> c == '.').count()))
          .toList();

  private SchemaKeys() {}

  /** Paths of all keys, those near the root first. */
  static List<String> all() {
    return ALL;
  }

  /** Paths of all keys with a name, those near the root first. */
  static List<String> named(String key) {
    return ALL.stream().filter(path -> path.equals(key) || path.endsWith("." + key)).toList();
  }

  /** Names of the keys of a group, {@code ""} for the scenario itself. */
  static List<String> in(String group) {
    String prefix = group.isEmpty() ? "" : group + ".";
    return ALL.stream()
        .filter(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()))
        .filter(name -> !name.contains("."))
        .toList();
  }

  private static List<String> below(String prefix, Class<?> type) {
    List<String> paths = new ArrayList<>();
    List<String> deeper = new ArrayList<>();
    for (RecordComponent key : type.getRecordComponents()) {
      String path = prefix + name(key);
      paths.add(path);
      Class<?> value = valueType(key.getGenericType());
      if (value == ProtectSettings.class) {
        for (String mechanism : ProtectCodec.keys()) {
          paths.add(path + "." + mechanism);
          deeper.addAll(below(path + "." + mechanism + ".", ProtectCodec.type(mechanism)));
        }
      } else if (value.isRecord()) {
        deeper.addAll(below(path + ".", value));
      }
    }
    paths.addAll(deeper);
    return paths;
  }

  static String name(RecordComponent key) {
    JsonProperty own = key.getAccessor().getAnnotation(JsonProperty.class);
    return own == null || own.value().isEmpty() ? key.getName() : own.value();
  }

  /** Whether a creator of its own reads a record, from other forms than its keys. */
  static boolean isReadItsOwnWay(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .anyMatch(method -> method.isAnnotationPresent(JsonCreator.class));
  }

  /** The type itself, or what a list of it holds. */
  private static Class<?> valueType(Type type) {
    if (type instanceof ParameterizedType list) {
      return list.getRawType() == List.class
          ? valueType(list.getActualTypeArguments()[0])
          : (Class<?>) list.getRawType();
    }
    return (Class<?>) type;
  }
}
