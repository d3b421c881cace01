package io.faultmesh.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.scenario.reading.ScenarioLoader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultSettingsTest {
  private static final List<String> NAMES = List.of("conv1", "conv2", "fc", "fc");

  private static FaultSettings faults(String yaml) {
    String scenario = "name: s\nnetwork: n\ndataset: {format: idx, path: d}\nfaults: ";
    return ScenarioLoader.parse("s.yaml", scenario + yaml, List.of()).faults();
  }

  @Test
  void listsOfSitesAreZipped() {
    FaultSettings faults = faults("{ber: {weight: [1e-5, 1e-4], activation: [1e-3, 0]}}");
    assertThat(faults.points()).extracting(Ber::toString).containsExactly("r0", "r1");
    assertThat(faults.sites()).containsExactly(FaultSite.WEIGHT, FaultSite.ACTIVATION);
    assertThat(faults.rate(Ber.ofSet(1), FaultSite.WEIGHT)).isEqualTo(1e-4);
    assertThat(faults.rate(Ber.ofSet(0), FaultSite.ACTIVATION)).isEqualTo(1e-3);
  }

  @Test
  void aSiteWithoutRatesHasRateZero() {
    FaultSettings faults = faults("{ber: {weight: [1e-5]}, sites: [weight, dram]}");
    assertThat(faults.rate(Ber.ofSet(0), FaultSite.DRAM)).isZero();
  }

  @Test
  void oneListHoldsForAllSites() {
    FaultSettings faults = faults("{ber: [1e-5, 1e-4], sites: [weight, dram]}");
    assertThat(faults.points()).extracting(Ber::value).containsExactly(1e-5, 1e-4);
    assertThat(faults.rate(Ber.of(1e-4), FaultSite.DRAM)).isEqualTo(1e-4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[conv1, 2]          | 0,2",
        "[fc]                | 2,3",
        "['!fc']             | 0,1",
        "['!conv1', '!3']    | 1,2",
        "[conv1, fc, '!2']   | 0,3",
        "[1, '!conv1']       | 1",
      })
  void layersAreChosenByNumberAndNameAndLeftOut(String layers, String chosen) {
    FaultSettings faults = faults("{layers: " + layers + "}").on(NAMES);
    assertThat(faults.layers().stream().map(choice -> "" + choice.number()))
        .containsExactly(chosen.split(","));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[conv3]       | names no layer of the network: 'conv3'; did you mean 'conv1'?",
        "[4]           | names layer 4; the network has layers 0 to 3",
        "['!9']        | names layer 9; the network has layers 0 to 3",
        "['!fc', fc]   | leaves out every layer",
      })
  void layersThatTheNetworkHasNotAreRefused(String layers, String message) {
    FaultSettings faults = faults("{layers: " + layers + "}");
    assertThatThrownBy(() -> faults.on(NAMES))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("faults.layers " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ber: {}}                        | ber must name at least one site",
        "{ber: {weight: []}, sites: []}   | sites must name at least one site",
        "{ber: {weight: [1.5]}}           | ber of weight must be between 0.0 and 1.0, not 1.5",
        "{ber: {weight: [high]}}          | ber of weight must hold numbers, not 'high'",
        "{layers: ['!']}                  | must be a layer's number or name",
        "{layers: [1.5]}                  | must be a layer's number or name",
        "{layers: [conv1, conv1]}         | layers must not repeat a value",
      })
  void whatCannotBeMeantIsRefused(String yaml, String message) {
    assertThatThrownBy(() -> faults(yaml))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }
}
