package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.machine.result.Latency;
import io.faultmesh.machine.result.Residency;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.AcceleratorSettings.Cache;
import io.faultmesh.scenario.AcceleratorSettings.Dram;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.ArraySettings.Overlap;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How long data stand in the machine, counted by hand. */
class ResidencyTest {
  /** Four pixels, two filters, three products each. */
  private static final SingleLayer LAYER = SingleLayer.of(1, 4, 1, 1, 3, 2);

  private static ImageResult run(
      SingleLayer layer, ArraySettings array, AcceleratorSettings memory) {
    return LoopMachine.run(
        Machine.of(layer.guarded(array, List.of()), memory, null, 0, layer.image()));
  }

  private static Residency onArray(Dataflow dataflow, boolean drain) {
    ArraySettings array = new ArraySettings(4, 2, dataflow, Overlap.NONE, drain);
    return run(LAYER, array, SingleLayer.IDEAL).residency();
  }

  @Test
  void registersHoldLiveDataWhileTheyAreComputedWith() {
    Residency stays = onArray(Dataflow.OUTPUT_STATIONARY, false);
    // 4 x 2 elements for 3 cycles.
    assertThat(stays.bitCycles(FaultSite.OPERAND)).isEqualTo(16 * 24);
    assertThat(stays.bitCycles(FaultSite.PRODUCT)).isEqualTo(16 * 24);
    assertThat(stays.bitCycles(FaultSite.ACCUMULATOR)).isEqualTo(32 * 24);
  }

  @Test
  void sumsThatDrainWaitForTheLastRowAndShiftDown() {
    // The first row waits 3 cycles for the last and shifts through 4 rows: 3 + 3 + 4.
    assertThat(onArray(Dataflow.OUTPUT_STATIONARY, true).bitCycles(FaultSite.ACCUMULATOR))
        .isEqualTo(32 * 2 * (10 + 8 + 6 + 4));
  }

  @Test
  void sumsThatPassStandACycleInEachElement() {
    // 3 taps down, 2 filters across, 4 pixels stream through.
    assertThat(onArray(Dataflow.WEIGHT_STATIONARY, false).bitCycles(FaultSite.ACCUMULATOR))
        .isEqualTo(32 * 3 * 2 * 4);
  }

  /** With two rows three taps are two folds of M + 2R + C - 2 = 8 cycles. */
  @Test
  void runningSumsWaitInTheBufferForTheNextTile() {
    ArraySettings array = new ArraySettings(2, 2, Dataflow.WEIGHT_STATIONARY, Overlap.NONE, false);
    Residency stays = run(LAYER, array, SingleLayer.IDEAL).residency();
    // A sum has come R cycles behind its first product, whose like follows 8 cycles later.
    assertThat(stays.bitCycles(FaultSite.PARTIAL_SUM)).isEqualTo(32 * 4 * 2 * (8 - 2));
    // Where all taps have room no sum waits.
    assertThat(onArray(Dataflow.WEIGHT_STATIONARY, false).bitCycles(FaultSite.PARTIAL_SUM))
        .isZero();
  }

  @Test
  void operandsStandInBuffersUntilTheyHaveStreamed() {
    Residency stays = onArray(Dataflow.OUTPUT_STATIONARY, false);
    // One fold, whose operands are there at once and stream for 3 cycles.
    assertThat(stays.bitCycles(FaultSite.WEIGHT)).isEqualTo(8 * 6 * 3);
    assertThat(stays.bitCycles(FaultSite.INPUT)).isEqualTo(8 * 12 * 3);
  }

  @Test
  void aLineThatTwoFoldsUseStandsFromTheFirstToTheSecond() {
    ArraySettings array = new ArraySettings(2, 2, null, Overlap.NONE, false);
    ImageResult result = run(LAYER, array, SingleLayer.IDEAL);
    // Two folds of two pixels each use the same six weights: from cycle 0 to the second's end.
    long secondStart = result.residency().bitCycles(FaultSite.WEIGHT) / (8 * 6) - 3;
    assertThat(secondStart).isBetween(3L, result.cycles());
  }

  @Test
  void biasesStandWhileTheirLayerRunsAndWeightsInDramAlways() {
    ArraySettings array = new ArraySettings(4, 2, null, Overlap.NONE, false);
    Dram dram = new Dram(4.0, 5);
    AcceleratorSettings memory =
        new AcceleratorSettings(
            null, null, new Cache(1, 1, 1, null), dram, AcceleratorSettings.Memory.REAL);
    ImageResult result = run(LAYER, array, memory);
    long imageCycles = result.latencies().histograms().get(Latency.IMAGE).getMaxValue();
    Residency stays = result.residency();
    assertThat(stays.bitCycles(FaultSite.BIAS))
        .isEqualTo(stays.bitCycles(FaultSite.SCALE))
        // The last results are stored when the array is done.
        .isBetween(32L * 2, 32 * 2 * (result.cycles() + 4));
    long input = stays.bitCycles(FaultSite.DRAM) - 8 * 6 * imageCycles;
    // The image is there from the start; its 18 bytes and the weights' come in a few cycles.
    assertThat(input).isBetween(8L * 12 * 5, 8 * 12 * result.cycles());
  }

  /** Nothing stands longer than the image takes, or in more bits than there are. */
  @Test
  void noStructureHoldsMoreThanItHasRoomFor() {
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      SingleLayer layer = SingleLayer.random(random);
      Dataflow dataflow = Dataflow.values()[random.nextInt(3)];
      Overlap overlap = random.nextBoolean() ? Overlap.PRELOAD : Overlap.NONE;
      ArraySettings array =
          new ArraySettings(
              2 + random.nextInt(9),
              2 + random.nextInt(9),
              dataflow,
              overlap,
              random.nextBoolean());
      ImageResult result = run(layer, array, AcceleratorSettings.DEFAULT);
      long cycles = result.cycles() + 1;
      long elements = (long) array.rows() * array.columns();
      Residency stays = result.residency();
      String failure = "Failed on seed " + seed;
      assertThat(stays.bitCycles(FaultSite.OPERAND))
          .as(failure)
          .isEqualTo(16 * layer.network().layers().get(0).node().macs())
          .isLessThanOrEqualTo(16 * elements * cycles);
      assertThat(stays.bitCycles(FaultSite.ACCUMULATOR))
          .as(failure)
          .isBetween(1L, 32 * elements * cycles);
      long weights = layer.network().layers().get(0).weights().length;
      assertThat(stays.bitCycles(FaultSite.WEIGHT)).as(failure).isBetween(1L, 8 * weights * cycles);
      long results = (long) layer.pixels() * layer.filters();
      assertThat(stays.bitCycles(FaultSite.ACTIVATION))
          .as(failure)
          .isBetween(0L, 8 * results * cycles);
      assertThat(stays.bitCycles(FaultSite.PARTIAL_SUM))
          .as(failure)
          .isBetween(0L, 32 * results * cycles);
    }
  }
}
