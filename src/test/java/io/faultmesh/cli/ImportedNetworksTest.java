package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small networks whose images are all classified rightly if each part is read as it is meant. */
class ImportedNetworksTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "qdq-two-quantisers-on-one-tensor",
        "qdq-gemm-alpha",
        "qdq-square-matmul-axis0",
        "double-network"
      })
  void floatAndInt8AreRight(String name) throws IOException {
    Path scenario = Path.of("src/test/resources/imports", name, "case.yaml");
    Path out = folder.resolve("out");
    assertThat(Faultmesh.execute(false, "run", scenario.toString(), "--out", out.toString()))
        .isZero();
    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    assertThat(summary.findValue("goldenAccuracy").asDouble()).isEqualTo(1);
    assertThat(summary.findValue("floatAccuracy").asDouble()).isEqualTo(1);
  }
}
