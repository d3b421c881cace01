package io.faultmesh.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  @Test
  void aLineTellsWhatIsDoneHowFastAndWhatIsLeft() {
    assertThat(ProgressLines.line("lenet", 0, 100, 60))
        .isEqualTo("lenet: 0 of 100 inferences (0.0 %), 0.0 a second, ? left");
    assertThat(ProgressLines.line("lenet", 5000, 10_000, 60))
        .isEqualTo("lenet: 5,000 of 10,000 inferences (50.0 %), 83.3 a second, 1 min left");
    assertThat(ProgressLines.line("lenet", 1, 10_000, 6))
        .endsWith("0.2 a second, 16 h 39 min left");
  }
}
