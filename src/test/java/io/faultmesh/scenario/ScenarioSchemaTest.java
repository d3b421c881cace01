package io.faultmesh.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An independent validator holds the schema against scenarios. */
class ScenarioSchemaTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(ScenarioSchema.json());

  static List<Path> scenarios() throws IOException {
    return ShippedScenariosTest.scenarios();
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

  /** Keys that do not exist, words that nobody knows, values of another type. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nam: x",
        "network: 3",
        "network: [a]",
        "dataset: fashion",
        "dataset.format: jpeg",
        "dataset.formt: idx",
        "dataset.path: 7",
        "dataset.first: one",
        "dataset.first: 1.5",
        "dataset.images: many",
        "dataset.calibration: 256",
        "dataset.calibration.images: few",
        "dataset.calibration.image: 3",
        "dataset.preprocessing: none",
        "dataset.preprocessing.order: rbg",
        "dataset.preprocessing.scale: small",
        "dataset.preprocessing.mean: 0.5",
        "dataset.preprocessing.mean: [x]",
        "dataset.preprocessing.resize: big",
        "dataset.preprocessing.sizes: 3",
        "quantisation: int8",
        "quantisation.requantisation: shift",
        "quantisation.truncations: 7",
        "quantisation.truncations: [a]",
        "quantisation.bits: 8",
        "accelerator: 32x32",
        "accelerator.array.rows: wide",
        "accelerator.array.rows: 1.5",
        "accelerator.array.row: 3",
        "accelerator.array.dataflow: os",
        "accelerator.array.drain: maybe",
        "accelerator.dppu.multipliers: [32]",
        "accelerator.dppu.reuse: 3",
        "accelerator.dram.bytesPerCycle: fast",
        "accelerator.dram.speed: 3",
        "accelerator.memory: perfect",
        "accelerator.cach: {}",
        "faults.ber: 0.1",
        "faults.ber: [often]",
        "faults.berr: [0.1]",
        "faults.sites: weight",
        "faults.sites: [wieght]",
        "faults.trials: three",
        "faults.trials: 2.5",
        "faults.seed: x",
        "faults.bits: 7",
        "faults.persistence: forever",
        "designs: base",
        "designs: [bsae]",
        "designs: [{presett: base}]",
        "designs: [{preset: crt9}]",
        "designs: [{name: a, ordinaryBits: two}]",
        "designs: [{name: a, policy: best}]",
        "measure.cycles: fast",
        "measure.trace: all",
        "measure.images: 3",
        "measure.floats: true",
        "technology: [a]",
        "optimise.search: grid",
        "simulate: true"
      })
  void marksWhatIsWrong(String mistake) throws IOException {
    JsonNode good = YAML.readTree(Files.readString(Path.of("scenarios/lenet-fashion.yaml")));
    ObjectNode tree = (ObjectNode) good;
    String[] parts = mistake.split(": ", 2);
    Setting.parse(YAML, parts[0] + "=" + parts[1]).apply(tree);
    assertThat(SCHEMA.validate(tree)).isNotEmpty();
  }
}
