package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.ArraySettings.Overlap;
import io.faultmesh.scenario.FaultSite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The machine against hardware: random matrix products with flips and stuck bits on arrays in
 * Verilog take the same cycles and give the same sums.
 */
class VerilogWitnessTest {
  private static final int PRODUCTS = 24;

  @ParameterizedTest
  @CsvSource({
    "2, 2", "3, 7", "5, 4", "8, 8", "6, 13", "16, 5", "16, 16",
  })
  void outputStationarySumsAndCyclesAreTheHardwares(int rows, int columns) throws Exception {
    compare(Dataflow.OUTPUT_STATIONARY, rows, columns);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2", "3, 7", "5, 4", "8, 8", "6, 13", "16, 5", "16, 16",
  })
  void weightStationarySumsAndCyclesAreTheHardwares(int rows, int columns) throws Exception {
    compare(Dataflow.WEIGHT_STATIONARY, rows, columns);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2", "3, 7", "5, 4", "8, 8", "6, 13", "16, 5", "16, 16",
  })
  void inputStationarySumsAndCyclesAreTheHardwares(int rows, int columns) throws Exception {
    compare(Dataflow.INPUT_STATIONARY, rows, columns);
  }

  private static void compare(Dataflow dataflow, int rows, int columns) throws Exception {
    try (VerilogArray array = new VerilogArray(dataflow, rows, columns)) {
      int harmed = 0;
      for (int i = 0; i < PRODUCTS; i++) {
        long seed = (rows * 100L + columns) * 100 + i;
        MatrixProduct product = MatrixProduct.random(new SplittableRandom(seed), array, sites(i));
        harmed += compare(array, product, dataflow, "Failed on seed " + seed) ? 1 : 0;
      }
      assertThat(harmed).as("products that faults harmed").isGreaterThan(PRODUCTS / 2);
    }
  }

  /** No faults, each site alone, and all of them. */
  private static List<FaultSite> sites(int number) {
    List<FaultSite> all = new ArrayList<>(MatrixProduct.SITES);
    all.add(FaultSite.PE);
    int choice = number % (all.size() + 2);
    return choice == 0 ? List.of() : choice <= all.size() ? List.of(all.get(choice - 1)) : all;
  }

  private static boolean compare(
      VerilogArray array, MatrixProduct product, Dataflow dataflow, String seed)
      throws IOException {
    String failure = seed + ": " + product + " on " + array;
    VerilogArray.Outcome hardware = array.run(product);
    ArraySettings settings =
        new ArraySettings(array.rows(), array.columns(), dataflow, Overlap.NONE, product.drain());
    ProductOnTheMachine.Outcome machine = ProductOnTheMachine.run(product, settings);
    long cycles = product.drain() ? hardware.drained() : hardware.cycles();
    assertThat(cycles).as(failure).isEqualTo(array.closedForm(product));
    assertThat(machine.lastCycle()).as(failure).isEqualTo(cycles - 1);
    assertThat(machine.folds()).as(failure).isEqualTo(hardware.folds());
    assertThat(machine.sums()).as(failure).isEqualTo(hardware.sums());
    int[] golden = product.golden();
    if (product.flips().isEmpty() && product.stuck().isEmpty()) {
      assertThat(hardware.sums()).as(failure).isEqualTo(golden);
    }
    return !Arrays.equals(hardware.sums(), golden);
  }
}
