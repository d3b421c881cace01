package io.faultmesh.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What quantise --explain shows of the LeNet of the examples. */
class TensorErrorsTest {
  private static final Path FILE = Path.of("scenarios/lenet-fashion.yaml");
  private static final int IMAGES = 2;

  private static List<TensorErrors.Row> explain(String... overrides) {
    Scenario scenario = ScenarioLoader.load(FILE, List.of(overrides));
    try (QuantisedNetwork network =
        QuantisedNetwork.open(scenario, FILE.getParent(), List.of(), 1)) {
      return network.explain(IMAGES);
    }
  }

  private static TensorErrors.Row row(List<TensorErrors.Row> rows, String tensor) {
    return rows.stream().filter(row -> row.tensor().equals(tensor)).findAny().orElseThrow();
  }

  @Test
  void everyTensorOfTheFileHasItsErrors() {
    List<TensorErrors.Row> rows = explain();
    assertThat(rows)
        .extracting(TensorErrors.Row::tensor)
        .containsExactly("relu1", "pool1", "relu2", "pool2", "flatten", "relu3", "relu4", "logits");
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.decibels()).isGreaterThan(15);
              assertThat(row.meanError()).isLessThan(2 * row.step());
              assertThat(row.largestError()).isGreaterThanOrEqualTo(row.meanError());
            });
  }

  @Test
  void rangesOfSingleTensorsMixWithThatOfAll() {
    List<TensorErrors.Row> all = explain();
    List<TensorErrors.Row> mixed =
        explain("quantisation.tensors={relu2: {percentile: 90}, logits: max}");
    assertThat(row(mixed, "relu1")).isEqualTo(row(all, "relu1"));
    assertThat(row(mixed, "relu2").step()).isLessThan(row(all, "relu2").step() / 2);
    assertThat(row(mixed, "relu2").largestError())
        .isGreaterThan(10 * row(all, "relu2").largestError());
    assertThat(row(mixed, "logits").step()).isEqualTo(row(all, "logits").step());
  }

  @Test
  void aTensorThatTheNetworkDoesNotHaveIsRefused() {
    assertThatThrownBy(() -> explain("quantisation.tensors={relu9: max}"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no tensor 'relu9'; did you mean 'relu1'?");
  }
}
