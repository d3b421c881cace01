package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationCacheTest {
  @TempDir Path folder;

  private LenetRun run(String name) {
    return LenetRun.of(
        folder.resolve(name),
        2,
        1,
        "measure={cycles: none}",
        "designs=[base, {preset: cl, score: random, quantisation: {requantisation: power-of-two}},"
            + " {preset: cl, score: taylor, name: cl-taylor}]",
        "quantisation.activations={percentile: 99.9}");
  }

  /** Entries of the cache that the tests use, a bit of each flipped in the middle. */
  private static void damageCache() throws IOException {
    Path results = Path.of(System.getenv("FAULTMESH_CACHE"), "results");
    try (Stream<Path> entries = Files.list(results)) {
      for (Path entry : entries.filter(path -> !path.endsWith("lock")).toList()) {
        byte[] bytes = Files.readAllBytes(entry);
        bytes[bytes.length / 2] ^= 1;
        Files.write(entry, bytes);
      }
    }
  }

  @Test
  void cachedDamagedAndComputedCalibrationsAndScoresGiveTheSameBytes() throws IOException {
    LenetRun first = run("first");
    assertThat(run("cached").files()).isEqualTo(first.files());
    damageCache();
    assertThat(run("damaged").files()).isEqualTo(first.files());
  }
}
