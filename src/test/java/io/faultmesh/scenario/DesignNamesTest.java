package io.faultmesh.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.scenario.reading.ScenarioLoader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are named after designs and runs. */
class DesignNamesTest {
  private static final String MINIMAL =
      "name: small\nnetwork: net.onnx\ndataset: {format: idx, path: data}\n";

  private static Scenario named(String quoted) {
    return ScenarioLoader.parse(
        "s.yaml", MINIMAL + "designs: [base, {name: " + quoted + "}]\n", List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a/b | designs.1.name must not be '.' or '..' or hold slashes",
        "'a\\b' | hold slashes or NUL",
        "\"a\\0b\" | hold slashes or NUL",
        ". | must not be '.'",
        ".. | must not be '.'",
        "' ' | must not be empty",
        "Base | designs must have names that differ in more than case, not 'base' and 'Base'",
        "base | 'base' is there twice",
      })
  void namesThatCannotNameFilesAreRefusedAtLoad(String name, String expected) {
    assertThatThrownBy(() -> named(name))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(expected)
        .hasMessageContaining("s.yaml:4:");
  }

  @Test
  void tooLongNamesAreRefusedAtLoad() {
    String expected = "name must be at most 100 bytes long";
    assertThatThrownBy(() -> named("n".repeat(250))).hasMessageContaining(expected);
    assertThatThrownBy(() -> named("\u00e9".repeat(51))).hasMessageContaining(expected);
    assertThat(named("n".repeat(100)).designs()).hasSize(2);
    String text = MINIMAL.replace("small", "s".repeat(101));
    assertThatThrownBy(() -> ScenarioLoader.parse("s.yaml", text, List.of()))
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'=cmd'", "'+1'", "'-1'", "'@x'", "\"\\e[31mred\"", "'a,b'", "'q\"q'"})
  void namesThatSomethingElseMayExecuteAreFileNames(String name) {
    assertThat(named(name).designs()).hasSize(2);
  }
}
