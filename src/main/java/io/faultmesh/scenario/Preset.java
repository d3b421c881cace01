package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The designs of the FlexHyCA comparison, as starting points for a design's parts. */
public enum Preset {
  @JsonProperty("base")
  BASE("base"),
  @JsonProperty("crt1")
  CRT1("crt1"),
  @JsonProperty("crt2")
  CRT2("crt2"),
  @JsonProperty("crt3")
  CRT3("crt3"),
  @JsonProperty("arch")
  ARCH("arch"),
  @JsonProperty("alg")
  ALG("alg"),
  @JsonProperty("cl")
  CL("cl");

  private static final Map<Preset, Keys> KEYS = load();

  private final String label;

  /** The keys of a design that a preset sets; null for what it leaves alone. */
  public record Keys(
      Double important,
      DesignSettings.Recompute recompute,
      Integer ordinaryBits,
      Integer importantBits,
      JsonNode quantisation) {}

  private static Map<Preset, Keys> load() {
    try (InputStream file = Preset.class.getResourceAsStream("presets.yaml")) {
      return new YAMLMapper().readValue(file, new TypeReference<EnumMap<Preset, Keys>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Preset(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** The preset of a label. */
  public static Optional<Preset> named(String label) {
    return Arrays.stream(values()).filter(preset -> preset.label.equals(label)).findFirst();
  }

  public Keys keys() {
    return KEYS.get(this);
  }
}
