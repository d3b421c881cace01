package io.faultmesh.scenario.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An independent validator holds the schema against scenarios. */
class ScenarioSchemaTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(ScenarioSchema.json());

  static List<Path> scenarios() throws IOException {
    return ShippedScenariosTest.scenarios();
  }

  /** One a line: a key and a value that is wrong there. */
  static List<String> mistakes() throws IOException {
    return Files.readAllLines(
        Path.of("src/test/resources/io/faultmesh/scenario/wrong-scenarios.txt"));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void acceptsShippedScenariosAsWrittenAndAsResolved(Path file) throws IOException {
    assertThat(SCHEMA.validate(YAML.readTree(Files.readString(file)))).isEmpty();
    String resolved = ScenarioLoader.write(ScenarioLoader.load(file, List.of()));
    assertThat(SCHEMA.validate(YAML.readTree(resolved))).isEmpty();
  }

  @Test
  void acceptsWhatTheLoaderAccepts() throws IOException {
    for (int seed = 0; seed < 300; seed++) {
      String text = ScenarioLoader.write(RandomScenarios.next(new Random(seed)));
      assertThat(SCHEMA.validate(YAML.readTree(text))).as("seed " + seed + ": " + text).isEmpty();
    }
  }

  /**
   * Keys that do not exist, words that nobody knows, values of another type, too large, too small.
   */
  @ParameterizedTest
  @MethodSource("mistakes")
  void marksWhatIsWrong(String mistake) throws IOException {
    JsonNode good = YAML.readTree(Files.readString(Path.of("scenarios/lenet-fashion.yaml")));
    ObjectNode tree = (ObjectNode) good;
    String[] parts = mistake.split(": ", 2);
    Setting.parse(YAML, parts[0] + "=" + parts[1]).apply(tree);
    assertThat(SCHEMA.validate(tree)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void theLoaderRefusesWhatTheSchemaMarks(String mistake) {
    String setting = mistake.replaceFirst(": ", "=");
    assertThatThrownBy(
            () -> ScenarioLoader.load(Path.of("scenarios/lenet-fashion.yaml"), List.of(setting)))
        .isInstanceOf(BadInputException.class);
  }

  @Test
  void theSchemaBesideTheScenariosIsTheProgramsOwn() throws IOException {
    assertThat(YAML.readTree(Files.readString(Path.of("scenarios/scenario.schema.json"))))
        .as("./faultmesh schema > scenarios/scenario.schema.json writes it again")
        .isEqualTo(YAML.readTree(ScenarioSchema.json().toString()));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void shippedScenariosTellEditorsTheirSchema(Path file) throws IOException {
    assertThat(Files.readString(file))
        .startsWith("# yaml-language-server: $schema=scenario.schema.json\n");
  }
}
