package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.experiment.RunOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What runs of LeNet are said to cost. */
class ForecastTest {
  private static Forecast forecast(String... settings) {
    RunOptions options = new RunOptions(Path.of("unused"), List.of(), 1, 0, 1, false);
    return Forecast.of(LenetRun.scenario(settings), LenetRun.BESIDES, options);
  }

  @Test
  void everyLookAndTheSingleFaultsAreCounted() {
    Forecast forecast =
        forecast(
            "designs=[base, crt2]",
            "dataset.images=50",
            "faults={ber: [0.001, 0.002], precision: {margin: 0.01, maxTrials: 12},"
                + " single: {count: 300, images: 10}}");
    assertThat(forecast.parts())
        .extracting(Forecast.Part::name)
        .containsExactly("5 trials", "10 trials", "12 trials", "single faults");
    assertThat(forecast.parts())
        .extracting(Forecast.Part::inferences)
        .containsExactly(1000L, 2000L, 2400L, 600L);
    assertThat(forecast.parts()).allMatch(part -> part.cpuSeconds() > 0);
    assertThat(forecast.threadBytes()).isPositive();
    assertThat(forecast.as(false)).contains("5 trials", "2,400");
  }

  @Test
  void fewSingleFaultsOnManyImagesAreTriedWhereTheyFall() {
    Forecast forecast =
        forecast("designs=[base]", "dataset.images=1000", "faults={single: {count: 3}}");
    assertThat(forecast.parts()).allMatch(part -> part.cpuSeconds() > 0).isNotEmpty();
  }

  @Test
  void aRunWithoutFaultsHasNoParts() {
    assertThat(forecast("faults={}").parts()).isEmpty();
  }
}
