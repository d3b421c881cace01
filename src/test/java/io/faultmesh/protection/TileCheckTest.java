package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What differences of sums from their check sums tell; products and sums of any int32 overflow. */
class TileCheckTest {
  private static final int PIXELS = 5;
  private static final int FILTERS = 4;
  private static final int TAPS = 7;

  private final Random random = new Random(1);
  private final int[][] inputs = matrix(PIXELS, TAPS);
  private final int[][] weights = matrix(TAPS, FILTERS);
  private final int[][] sums = new int[PIXELS][FILTERS];

  TileCheckTest() {
    for (int p = 0; p < PIXELS; p++) {
      for (int f = 0; f < FILTERS; f++) {
        for (int k = 0; k < TAPS; k++) {
          sums[p][f] += inputs[p][k] * weights[k][f];
        }
      }
    }
  }

  private int[][] matrix(int rows, int columns) {
    int[][] matrix = new int[rows][];
    Arrays.setAll(matrix, row -> random.ints(columns).toArray());
    return matrix;
  }

  private TileCheck.Finding find() {
    int[] pixels = new int[PIXELS];
    int[] filters = new int[FILTERS];
    for (int k = 0; k < TAPS; k++) {
      int weightSum = Arrays.stream(weights[k]).sum();
      int tap = k;
      int inputSum = Arrays.stream(inputs).mapToInt(row -> row[tap]).sum();
      for (int p = 0; p < PIXELS; p++) {
        pixels[p] -= inputs[p][k] * weightSum;
      }
      for (int f = 0; f < FILTERS; f++) {
        filters[f] -= inputSum * weights[k][f];
      }
    }
    for (int p = 0; p < PIXELS; p++) {
      for (int f = 0; f < FILTERS; f++) {
        pixels[p] += sums[p][f];
        filters[f] += sums[p][f];
      }
    }
    return TileCheck.find(pixels, filters);
  }

  @Test
  void sumsThatOverflowAreNoError() {
    assertThat(find().verdict()).isEqualTo(Verdict.SOUND);
  }

  @Test
  void everySingleErrorIsLocated() {
    for (int p = 0; p < PIXELS; p++) {
      for (int f = 0; f < FILTERS; f++) {
        for (int bit = 0; bit < Integer.SIZE; bit++) {
          int right = sums[p][f];
          sums[p][f] ^= 1 << bit;
          TileCheck.Finding finding = find();
          assertThat(finding.verdict()).isEqualTo(Verdict.CORRECTED);
          assertThat(sums[p][f] - finding.changes()[p][f]).isEqualTo(right);
          sums[p][f] = right;
        }
      }
    }
  }

  @Test
  void errorsOfOneLineAreLocated() {
    sums[1][0] += 5;
    sums[1][3] -= 9;
    assertThat(find().changes()[1]).containsExactly(5, 0, 0, -9);
    sums[1][3] += 9;
    sums[4][0] -= 7;
    assertThat(find().changes()[4]).containsExactly(-7, 0, 0, 0);
  }

  @Test
  void errorsOfTwoLinesAreDetected() {
    sums[0][0] += 1;
    sums[1][1] += 1;
    assertThat(find().verdict()).isEqualTo(Verdict.DETECTED);
  }

  @Test
  void aLineAloneIsDetected() {
    assertThat(TileCheck.find(new int[] {0, 3}, new int[2]).verdict()).isEqualTo(Verdict.DETECTED);
    assertThat(TileCheck.find(new int[2], new int[] {1, -1}).verdict()).isEqualTo(Verdict.DETECTED);
  }

  @Test
  void errorsThatCancelInTheirLinesAreMissed() {
    sums[0][0] += 1;
    sums[0][1] -= 1;
    sums[1][0] -= 1;
    sums[1][1] += 1;
    assertThat(find().verdict()).isEqualTo(Verdict.SOUND);
  }
}
