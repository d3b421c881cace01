package io.faultmesh.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KNOWN =
      List.of("partial-sum", "activation", "weight", "input", "crt1", "base", "--threads");

  @ParameterizedTest
  @CsvSource({
    "weigth, weight",
    "weights, weight",
    "partial_sum, partial-sum",
    "PartialSum, partial-sum",
    "activaton, activation",
    "act, activation",
    "crt9, crt1",
    "bsae, base",
    "--thread, --threads",
  })
  void aMisspeltNameFindsTheNameThatWasMeant(String given, String meant) {
    assertThat(Nearest.to(given, KNOWN)).contains(meant);
  }

  @Test
  void whatIsNearNothingGetsNoSuggestion() {
    for (String given : List.of("", "x", "zz", "colour", "wa", "out")) {
      assertThat(Nearest.hint(given, KNOWN)).as(given).isEmpty();
    }
  }
}
