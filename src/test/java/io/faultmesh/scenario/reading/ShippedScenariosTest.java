package io.faultmesh.scenario.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.faultmesh.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Most shipped scenarios need networks that are not shipped; here they are read at least. */
class ShippedScenariosTest {

  static List<Path> scenarios() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("scenarios"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void aScenarioIsValidAndNamedAsItsFile(Path file) {
    Scenario scenario = ScenarioLoader.load(file, List.of());
    assertEquals(file.getFileName().toString(), scenario.name() + ".yaml");
  }
}
