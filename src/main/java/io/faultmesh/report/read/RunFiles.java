package io.faultmesh.report.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import io.faultmesh.scenario.reading.InputFile;
import io.faultmesh.text.CsvField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run folder.
 *
 * @param folder as the user named it
 * @param summary the content of {@code summary.json}
 * @param scenario the text of {@code scenario.yaml}; empty if there is none
 * @param marker the content of {@code .faultmesh}: program, settings, and all files with their
 *     hashes
 */
public record RunFiles(Path folder, JsonNode summary, String scenario, JsonNode marker) {
  private static final String SUMMARY = "summary.json";
  private static final int MAX_BYTES = 1 << 26;
  private static final JsonMapper JSON = new JsonMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  /**
   * Opens a run folder.
   *
   * @throws BadInputException if it is none, or its summary is damaged
   */
  public static RunFiles open(Path folder) {
    FileErrors.requireFolder(folder);
    Path file = folder.resolve(SUMMARY);
    if (!Files.exists(file)) {
      throw new BadInputException(
          folder + ": no run folder, it holds no " + SUMMARY + "; name one that run has written");
    }
    JsonNode summary = json(file);
    if (!summary.path("results").isArray()) {
      throw new BadInputException(file + ": no summary of a run, it has no list 'results'");
    }
    for (JsonNode result : summary.get("results")) {
      if (!result.path("design").isTextual()) {
        throw new BadInputException(file + ": a result has no text 'design'");
      }
    }
    Path scenario = folder.resolve("scenario.yaml");
    Path marker = folder.resolve(".faultmesh");
    return new RunFiles(
        folder,
        summary,
        Files.exists(scenario) ? InputFile.text(scenario, "scenario", MAX_BYTES) : "",
        Files.exists(marker) ? json(marker) : MissingNode.getInstance());
  }

  private static JsonNode json(Path file) {
    try {
      return JSON.readTree(InputFile.text(file, "file of a run", MAX_BYTES));
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          file + ": damaged, " + e.getOriginalMessage() + "; make the run again", e);
    }
  }

  public String name() {
    String name = summary.path("name").asText();
    return name.isEmpty() ? folder.getFileName().toString() : name;
  }

  /** The scenario as a tree; empty if there is none. */
  public JsonNode scenarioTree() {
    try {
      return scenario.isEmpty() ? MissingNode.getInstance() : YAML.readTree(scenario);
    } catch (JsonProcessingException e) {
      throw new BadInputException(folder.resolve("scenario.yaml") + ": no YAML", e);
    }
  }

  /** The content of a file in JSON; empty if there is none. */
  public JsonNode json(String name) {
    return file(name).map(RunFiles::json).orElse(MissingNode.getInstance());
  }

  /** A file of the folder, if it is there. */
  public Optional<Path> file(String name) {
    return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
  }

  /** Files of a folder below, or of the run folder itself for {@code ""}, sorted by name. */
  public List<Path> files(String below, String suffix) {
    Path place = folder.resolve(below);
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(place)) {
      return files
          .filter(one -> one.getFileName().toString().endsWith(suffix))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw FileErrors.unreadable(place, e);
    }
  }

  /** Names of the designs, in order. */
  public List<String> designs() {
    return Stream.iterate(0, i -> i < summary.get("results").size(), i -> i + 1)
        .map(i -> summary.get("results").get(i).get("design").asText())
        .distinct()
        .toList();
  }

  /** Names of the designs by the form that they have in comma-separated files. */
  public Map<String, String> designsByField() {
    Map<String, String> names = new LinkedHashMap<>();
    designs().forEach(name -> names.put(CsvRows.split(CsvField.of(name)).get(0), name));
    return names;
  }
}
