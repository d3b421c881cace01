package io.faultmesh.experiment;

import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.importance.ImportanceSelector;
import io.faultmesh.protection.importance.ScoreFile;
import io.faultmesh.protection.importance.Scores;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The importance scores that a scenario's designs ask for. Those of a backward pass are dear, so
 * they are kept in the user's cache under a key that names all they follow from. The run folder
 * gets a copy with the key, so that a replay elsewhere has the same.
 */
public final class ScoreShelf {
  private static final String GRADIENT = "gradient";
  private static final String TAYLOR = "taylor";

  private final Scenario scenario;
  private final FileLookup files;
  private final CalibrationInputs inputs;
  private final Optional<Path> recordedRun;
  private final Decisions decisions;
  private final Map<String, Scores> loaded = new LinkedHashMap<>();

  /**
   * Takes scores from where they are.
   *
   * @param recordedRun the folder of the run that is replayed
   */
  ScoreShelf(
      Scenario scenario,
      FileLookup files,
      CalibrationInputs inputs,
      Optional<Path> recordedRun,
      Decisions decisions) {
    this.decisions = decisions;
    this.scenario = scenario;
    this.files = files;
    this.inputs = inputs;
    this.recordedRun = recordedRun;
  }

  Importance importance(DesignSettings design, IntegerNetwork golden) {
    Network network = golden.network();
    if (design.important() == 0) {
      return Importance.none(network.layers().size());
    }
    Scores scores =
        design.members().isEmpty()
            ? loaded.computeIfAbsent(design.score(), kind -> scores(kind, golden))
            : scores(design.score(), golden);
    return ImportanceSelector.select(scores, design, network, scenario.arrayOf(design));
  }

  private Scores scores(String kind, IntegerNetwork golden) {
    return switch (kind) {
      case "weight-l1" -> Scores.weightL1(golden.network());
      case "random" -> Scores.random(golden.network(), scenario.faults().seed());
      case GRADIENT, TAYLOR ->
          recorded(kind, golden.network())
              .or(() -> cached(kind, golden.network()))
              .orElseGet(() -> compute(kind, golden));
      default -> ScoreFile.read(files.find(kind), golden.network());
    };
  }

  /** Files that score; a design may name one instead of a kind. */
  List<Path> scoreFiles(List<DesignSettings> designs) {
    return designs.stream()
        .map(DesignSettings::score)
        .filter(kind -> !List.of("weight-l1", "random", GRADIENT, TAYLOR).contains(kind))
        .distinct()
        .map(files::find)
        .toList();
  }

  private static String fileName(String kind) {
    return kind.equals(TAYLOR) ? "scores-taylor.bin" : "scores.bin";
  }

  private Optional<Scores> recorded(String kind, Network network) {
    if (recordedRun.isEmpty()) {
      return Optional.empty();
    }
    Path file = recordedRun.get().resolve(fileName(kind));
    Path keyFile = recordedRun.get().resolve(fileName(kind) + ".key");
    try {
      return Files.exists(keyFile) && Files.readString(keyFile).equals(key(kind) + "\n")
          ? Optional.of(ScoreFile.read(file, network))
          : Optional.empty();
    } catch (IOException | BadInputException e) {
      // Damaged scores are as good as none: they are computed again.
      return Optional.empty();
    }
  }

  private Optional<Scores> cached(String kind, Network network) {
    try {
      Optional<byte[]> bytes = decisions.get(cacheKey(kind));
      return bytes.isEmpty()
          ? Optional.empty()
          : Optional.of(ScoreFile.read("cache", new ByteArrayInputStream(bytes.get()), network));
    } catch (IOException | BadInputException e) {
      return Optional.empty();
    }
  }

  private Scores compute(String kind, IntegerNetwork golden) {
    Scores scores = inputs.gradientScores(golden, kind.equals(TAYLOR));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ScoreFile.write(bytes, scores);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    decisions.put(cacheKey(kind), bytes.toByteArray());
    return scores;
  }

  private String cacheKey(String kind) {
    return inputs.cacheKey(kind + " scores", scenario.quantisation());
  }

  private String key(String kind) {
    return inputs.key(kind + " scores", scenario.quantisation());
  }

  /**
   * Leaves the scores of backward passes in a folder.
   *
   * @param place opens a file in it
   */
  public void save(Function<String, OutputStream> place) {
    loaded.forEach(
        (kind, scores) -> {
          if (kind.equals(GRADIENT) || kind.equals(TAYLOR)) {
            try {
              ScoreFile.write(place.apply(fileName(kind)), scores);
              try (OutputStream out = place.apply(fileName(kind) + ".key")) {
                out.write((key(kind) + "\n").getBytes(StandardCharsets.UTF_8));
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }
}
