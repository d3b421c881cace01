package io.faultmesh;

import io.faultmesh.dataset.TestImages;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.importance.GradientScores;
import io.faultmesh.protection.importance.ImportanceSelector;
import io.faultmesh.protection.importance.ScoreFile;
import io.faultmesh.protection.importance.Scores;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.FileLookup;
import io.faultmesh.scenario.Scenario;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The importance scores that a scenario's designs ask for. Those of a backward pass are dear, so
 * the run folder keeps them, with a key that names all they depend on, and the next run into the
 * same folder takes them from there.
 */
final class ScoreShelf {
  private static final String GRADIENT = "gradient";
  private static final String TAYLOR = "taylor";

  private final Scenario scenario;
  private final FileLookup files;
  private final Path networkFile;
  private final TestImages images;
  private final Path earlierRun;
  private final Map<String, Scores> loaded = new LinkedHashMap<>();

  ScoreShelf(
      Scenario scenario, FileLookup files, Path networkFile, TestImages images, Path earlierRun) {
    this.scenario = scenario;
    this.files = files;
    this.networkFile = networkFile;
    this.images = images;
    this.earlierRun = earlierRun;
  }

  Importance importance(DesignSettings design, IntegerNetwork golden) {
    Network network = golden.network();
    if (design.important() == 0) {
      return Importance.none(network.layers().size());
    }
    Scores scores = loaded.computeIfAbsent(design.score(), kind -> scores(kind, golden));
    return ImportanceSelector.select(scores, design, network, scenario.arrayOf(design));
  }

  private Scores scores(String kind, IntegerNetwork golden) {
    return switch (kind) {
      case "weight-l1" -> Scores.weightL1(golden.network());
      case "random" -> Scores.random(golden.network(), scenario.faults().seed());
      case GRADIENT, TAYLOR -> gradient(kind, golden);
      default -> ScoreFile.read(files.find(kind), golden.network());
    };
  }

  private static String fileName(String kind) {
    return kind.equals(TAYLOR) ? "scores-taylor.bin" : "scores.bin";
  }

  private Scores gradient(String kind, IntegerNetwork golden) {
    Path file = earlierRun.resolve(fileName(kind));
    Path keyFile = earlierRun.resolve(fileName(kind) + ".key");
    try {
      if (Files.exists(keyFile) && Files.readString(keyFile).equals(key(kind))) {
        return ScoreFile.read(file, golden.network());
      }
    } catch (IOException | BadInputException e) {
      // A damaged cache is as good as none: the scores are computed again.
      loaded.remove(kind);
    }
    return GradientScores.compute(
        golden, images::calibration, images.calibrationCount(), kind.equals(TAYLOR));
  }

  /** Names everything that a backward pass depends on. */
  private String key(String kind) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Files.readAllBytes(networkFile));
      for (int i = 0; i < images.calibrationCount(); i++) {
        var image = images.calibration(i);
        digest.update(
            (image.label() + " " + java.util.Arrays.hashCode(image.pixels()))
                .getBytes(StandardCharsets.UTF_8));
      }
      String settings = " activations " + scenario.quantisation().activations().percentile();
      return kind + " " + HexFormat.of().formatHex(digest.digest()) + settings + "\n";
    } catch (NoSuchAlgorithmException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Leaves the scores of backward passes in a folder.
   *
   * @param place opens a file in it
   */
  void save(Function<String, OutputStream> place) {
    loaded.forEach(
        (kind, scores) -> {
          if (kind.equals(GRADIENT) || kind.equals(TAYLOR)) {
            try {
              ScoreFile.write(place.apply(fileName(kind)), scores);
              // The key comes last: where it is, the scores are whole.
              try (OutputStream out = place.apply(fileName(kind) + ".key")) {
                out.write(key(kind).getBytes(StandardCharsets.UTF_8));
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }
}
