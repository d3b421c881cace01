package io.faultmesh.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FoldOverheadTest {
  private final FoldOverhead overhead =
      FoldOverhead.of(
          List.of(new long[] {10, 20}, new long[] {30, 40, 50}),
          List.of(new long[] {10, 25}, new long[] {27, 40, 150}),
          4);

  @Test
  void foldsArePairedByLayerAndNumber() {
    assertThat(overhead.differences()).containsExactly(-3, 0, 0, 5, 100);
  }

  @Test
  void magnitudesOfEveryImageGoToTheirSide() {
    assertThat(overhead.slower().getTotalCount()).isEqualTo(4 * 2);
    assertThat(overhead.slower().getCountAtValue(5)).isEqualTo(4);
    assertThat(overhead.slower().getCountAtValue(100)).isEqualTo(4);
    assertThat(overhead.faster().getTotalCount()).isEqualTo(4);
    assertThat(overhead.faster().getCountAtValue(3)).isEqualTo(4);
  }

  @Test
  void percentilesAreOfAllFolds() {
    assertThat(overhead.percentile(0)).isEqualTo(-3);
    assertThat(overhead.percentile(20)).isEqualTo(-3);
    assertThat(overhead.percentile(50)).isZero();
    assertThat(overhead.percentile(80)).isEqualTo(5);
    assertThat(overhead.percentile(81)).isEqualTo(100);
    assertThat(overhead.percentile(100)).isEqualTo(100);
  }
}
