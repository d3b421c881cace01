package io.faultmesh.scenario.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.MeasureSettings;
import io.faultmesh.scenario.OptimiseSettings;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.Scenario;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioLoaderTest {
  private static final String MINIMAL =
      """
      name: small
      network: net.onnx
      dataset:
        format: idx
        path: data
      """;

  private static final String DAMAGE = " :-[]{}\n#'\"&*!|>%@`~\t01ae.?,\u0001";

  private static Scenario parse(String text, String... settings) {
    return ScenarioLoader.parse("s.yaml", text, List.of(settings));
  }

  private static void refused(String text, String... parts) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(BadInputException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }

  @Test
  void defaultsAreThoseOfTheDesign() {
    Scenario scenario = parse(MINIMAL);
    assertThat(scenario.accelerator().array())
        .isEqualTo(
            new ArraySettings(
                32,
                32,
                ArraySettings.Dataflow.OUTPUT_STATIONARY,
                ArraySettings.Overlap.PRELOAD,
                true));
    assertThat(scenario.accelerator().dppu()).isEqualTo(new DppuSettings(32, 8, true, false));
    assertThat(scenario.accelerator().cache())
        .isEqualTo(new AcceleratorSettings.Cache(128, 128, 512, null));
    assertThat(scenario.accelerator().dram()).isEqualTo(new AcceleratorSettings.Dram(16.0, 100));
    assertThat(scenario.faults().points()).isEmpty();
    assertThat(scenario.faults().sites()).containsExactly(FaultSite.ACTIVATION);
    assertThat(scenario.faults().trials()).isEqualTo(10);
    assertThat(scenario.faults().seed()).isEqualTo(1);
    assertThat(scenario.dataset().calibration().images()).isEqualTo(256);
    assertThat(scenario.designs()).containsExactly(DesignSettings.preset(Preset.BASE));
    assertThat(scenario.quantisation()).isEqualTo(QuantisationSettings.DEFAULT);
    assertThat(scenario.measure()).isEqualTo(MeasureSettings.DEFAULT);
  }

  @Test
  void anUnknownKeyIsShownWhereItStands() {
    refused(MINIMAL + "colour: red\n", "s.yaml:6:1: ", "unknown key 'colour'");
    refused(MINIMAL + "faults:\n  trails: 3\n", "s.yaml:7:3: ", "unknown key 'faults.trails'");
    refused(
        MINIMAL + "designs: [base, {preset: crt1, bits: 2}]\n", "s.yaml:6:", "unknown key", "bits");
  }

  @Test
  void aMissingKeyIsNamed() {
    refused("network: n\ndataset: {format: idx, path: p}\n", "s.yaml:1:1: missing key 'name'");
    refused("name: a\nnetwork: n\n", "missing key 'dataset'");
    refused("name: a\nnetwork: n\ndataset: {path: p}\n", "missing key 'dataset.format'");
    refused("name: a\nnetwork: n\ndataset:\n  format: idx\n", "s.yaml:3:1: ", "'dataset.path'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "faults: {trials: many} | faults.trials must be a whole number",
        "faults: {trials: 1.5} | faults.trials must be a whole number",
        "faults: {ber: high} | faults.ber must be a list",
        "faults: {sites: [activations]} | must be one of dram, weight, input, operand",
        "accelerator: {array: 32} | accelerator.array must be a group of keys",
        "accelerator: {array: {drain: 7}} | accelerator.array.drain must be true or false",
        "quantisation: {activations: min} | activations must be max or {percentile: NUMBER}",
        "designs: base | designs must be a list",
        "designs: [crt9] | must be one of base, crt1, crt2, crt3, arch, alg, cl",
      })
  void aWrongTypeSaysWhatIsExpected(String line, String expected) {
    refused(MINIMAL + line + "\n", "s.yaml:6:", expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accelerator: {array: {rows: -1}} | rows must be between 1 and 1024, not -1",
        "accelerator: {array: {columns: 0}} | columns must be between",
        "accelerator: {cache: {inputKiB: -4}} | inputKiB must be between",
        "accelerator: {dppu: {multipliers: 12, group: 8}} | must be a multiple of group",
        "faults: {ber: [1.5]} | ber must be between 0.0 and 1.0, not 1.5",
        "faults: {ber: [.nan]} | '.nan'",
        "faults: {ber: [1e-4, 1e-4]} | ber must not repeat a value",
        "faults: {sites: []} | sites must name at least one site",
        "faults: {bits: [64]} | bits must be between 0 and 63",
        "designs: [base, base] | 'base' is there twice",
        "designs: [{preset: cl, ordinaryBits: 9}] | ordinaryBits must be between 0 and 8",
        "quantisation: {truncations: [3]} | truncations need requantisation: power-of-two",
        "optimise: {design: arch, truncations: [[8]]} | truncations need requantisation",
        "optimise: {design: cl, importantBits: [9]} | importantBits must be between 0 and 8",
        "optimise: {design: cl, multipliers: [12]} | must be a multiple of group",
        "optimise: {design: cl, reuse: []} | reuse must name at least one value",
        "optimise: {design: cl, policies: [global, global]} | none twice",
        "optimise: {design: cl, important: {low: 0.2, high: 0.1, step: 0.1}} | high must be",
        "optimise: {design: cl, limits: {accuracyLoss: 3}} | accuracyLoss must be between",
        "optimise: {limits: {}} | missing key 'optimise.design'",
      })
  void aValueOutOfRangeNamesFieldAndValue(String line, String expected) {
    refused(MINIMAL + line + "\n", "s.yaml:6:", expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "- a\n- b\n", "7", "name: [a\n", "a: b: c\n", "name: a\nname: b\n"})
  void whatIsNotAScenarioIsRefusedWithItsPlace(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(BadInputException.class)
        .message()
        .matches("s\\.yaml:\\d+:\\d+: .+");
  }

  @Test
  void aliasesAreRefused() {
    refused(MINIMAL.replace("small", "*name"), "s.yaml:1:7: aliases (*name) are not supported");
    refused(MINIMAL.replace("small", "&a b").replace("net.onnx", "*a"), "s.yaml:2:10: aliases");
  }

  @Test
  void settingsChangeAnyKeyAndTheLastOneWins() {
    Scenario scenario =
        parse(
            MINIMAL + "designs: [base, {preset: arch, important: 0.1}]\n",
            "faults.trials=20",
            "faults.trials=30",
            "faults.ber=[1e-4, 2e-4]",
            "accelerator.array.dataflow=weight-stationary",
            "designs.1.important=0.5",
            "dataset.path=other");
    assertThat(scenario.faults().trials()).isEqualTo(30);
    assertThat(scenario.faults().points()).containsExactly(Ber.of(1e-4), Ber.of(2e-4));
    assertThat(scenario.accelerator().array().dataflow())
        .isEqualTo(ArraySettings.Dataflow.WEIGHT_STATIONARY);
    assertThat(scenario.designs().get(1).important()).isEqualTo(0.5);
    assertThat(scenario.dataset().path()).isEqualTo("other");
    assertThat(parse(MINIMAL, "designs=[base,crt1]").designs()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "faults.trials",
        "=3",
        "designs.7=crt1",
        "designs.7.important=1",
        "name.first=a",
        "faults.trials=[",
        "faults.trials=many",
        "faults.trails=3",
        "faults=3",
        "accelerator.array.rows=-2",
        "accelerator..rows=2",
        "designs.0=3",
        "name="
      })
  void aBadSettingIsRefusedInOneLine(String setting) {
    assertThatThrownBy(() -> parse(MINIMAL + "designs: [base]\n", setting))
        .isInstanceOf(BadInputException.class)
        .message()
        .doesNotContain("\n")
        .isNotBlank();
  }

  @Test
  void theCrossLayerPresetConstrainsQuantisationUnlessItSaysOtherwise() {
    Scenario scenario =
        parse(
            MINIMAL
                + """
                quantisation: {activations: {percentile: 99.9}}
                designs:
                  - cl
                  - {preset: cl, name: free, quantisation: {requantisation: multiplier}}
                """);
    QuantisationSettings constrained = scenario.quantisationOf(scenario.designs().get(0));
    assertThat(constrained.requantisation())
        .isEqualTo(QuantisationSettings.Requantisation.POWER_OF_TWO);
    assertThat(constrained.activations().percentile()).isEqualTo(99.9);
    assertThat(scenario.quantisationOf(scenario.designs().get(1)))
        .isEqualTo(scenario.quantisation());
  }

  @Test
  void theTunedDesignIsCompletedLikeAnyOther() {
    Scenario scenario =
        parse(
            MINIMAL
                + """
                accelerator: {dppu: {group: 4, multipliers: 16}}
                optimise:
                  design: {preset: cl, dppu: {multipliers: 24}}
                  important: {low: 0.1, high: 0.3, step: 0.1}
                """);
    OptimiseSettings optimise = scenario.optimise();
    assertThat(optimise.design().dppu()).isEqualTo(new DppuSettings(24, 4, true, null));
    assertThat(optimise.design().quantisation().requantisation())
        .isEqualTo(QuantisationSettings.Requantisation.POWER_OF_TWO);
    assertThat(optimise.multipliers()).containsExactly(24);
    assertThat(optimise.important().count()).isEqualTo(3);
    assertThat(optimise.important().value(2)).isEqualTo(0.3);
    assertThat(parse(MINIMAL).optimise()).isNull();
  }

  @Test
  void whatIsWrittenParsesToTheSame() {
    for (long seed = 0; seed < 300; seed++) {
      Scenario scenario = RandomScenarios.next(new Random(seed));
      String text = ScenarioLoader.write(scenario);
      assertThat(parse(text)).as("seed " + seed + "\n" + text).isEqualTo(scenario);
    }
  }

  @Test
  void damagedTextIsAScenarioOrBadInput() {
    byte[] good =
        ScenarioLoader.write(RandomScenarios.next(new Random(1))).getBytes(StandardCharsets.UTF_8);
    for (long seed = 0; seed < 800; seed++) {
      Random random = new Random(seed);
      byte[] bytes = good.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) DAMAGE.charAt(random.nextInt(DAMAGE.length()));
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      try {
        parse(text);
      } catch (BadInputException e) {
        assertThat(e).as("seed " + seed).message().isNotBlank().doesNotContain("\n");
      } catch (RuntimeException e) {
        throw new AssertionError("failed on seed " + seed + ":\n" + text, e);
      }
    }
  }

  @Test
  void aFileThatIsNotTextIsRefused(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("s.yaml");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThatThrownBy(() -> ScenarioLoader.load(file, List.of()))
        .isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> ScenarioLoader.load(folder.resolve("none.yaml"), List.of()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no such file");
  }
}
