package io.faultmesh.cost;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FileErrors;
import io.faultmesh.scenario.FileLookup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads technology files. */
public final class TechnologyFile {
  private static final String STANDARD = "/technology/hyca-40nm.yaml";

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private TechnologyFile() {}

  /**
   * Reads a file, or the built-in one.
   *
   * @param name as in the scenario; null means the built-in technology
   * @throws BadInputException if it is missing or is not a technology file
   */
  public static Technology load(String name, FileLookup files) {
    if (name == null) {
      return standard();
    }
    Path file = files.find(name);
    FileErrors.requireFile(file);
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new BadInputException(file + ": is not text in UTF-8", e);
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e);
    }
  }

  /** The technology that comes with the program. */
  public static Technology standard() {
    try (InputStream in = TechnologyFile.class.getResourceAsStream(STANDARD)) {
      return parse(STANDARD, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Technology parse(String source, String text) {
    try {
      Technology technology = MAPPER.readValue(text, Technology.class);
      if (technology == null) {
        throw new BadInputException(source + ": holds no technology");
      }
      return technology;
    } catch (JsonProcessingException e) {
      JsonLocation place = e.getLocation();
      String where = place == null ? "" : ":" + place.getLineNr() + ":" + place.getColumnNr();
      String problem = e.getOriginalMessage().lines().findFirst().orElse("not valid YAML");
      throw new BadInputException(source + where + ": " + problem, e);
    }
  }
}
