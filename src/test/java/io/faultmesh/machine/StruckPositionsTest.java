package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FaultRecord;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which neuron the dot-product unit computes where a bit of its table flips. */
class StruckPositionsTest {
  /** 36 pixels and 12 filters. */
  private static final SingleLayer LAYER = SingleLayer.of(6, 6, 3, 1, 4, 12);

  private static final int PIXELS = 36;

  /** What the unit computes instead of one neuron. */
  private static int struck(Dataflow dataflow, int neuron, int... bits) {
    ArraySettings array = new ArraySettings(8, 8, dataflow, null, null);
    Protection bare = LAYER.guarded(array, List.of());
    BitSet one = new BitSet();
    one.set(neuron);
    FaultRecord record = new FaultRecord("the test", true);
    Draw table = Draw.of(0, 0, 0, 0, FaultSite.POSITION).ofKind("recompute");
    for (int bit : bits) {
      record.add(table, bit);
    }
    FaultSettings faults =
        new FaultSettings(List.of(0.0), List.of(FaultSite.POSITION), 1, 1L, null, null, null);
    FaultPlan plan = new FaultPlan(faults, Ber.of(0), record);
    Protection design =
        bare.on(array, List.of(bare.layers().get(0).recomputing(one)), bare.mappings());
    FlipTally tally = new FlipTally(1);
    BitSet read = new DesignFaults(plan, 0, design, tally).protection(0, 0).recomputedNeurons();
    assertThat(tally.total()).isEqualTo(bits.length);
    assertThat(design.layers().get(0).recomputedNeurons()).isEqualTo(one);
    return read.isEmpty() ? -1 : read.nextSetBit(0);
  }

  private static int neuron(int filter, int pixel) {
    return filter * PIXELS + pixel;
  }

  @Test
  void lowBitsNameAnotherFilterAndHighBitsAnotherPixelOfTheFold() {
    for (Dataflow dataflow : List.of(Dataflow.OUTPUT_STATIONARY, Dataflow.WEIGHT_STATIONARY)) {
      assertThat(struck(dataflow, neuron(2, 9))).isEqualTo(neuron(2, 9));
      assertThat(struck(dataflow, neuron(2, 9), 0)).isEqualTo(neuron(3, 9));
      assertThat(struck(dataflow, neuron(2, 9), 2)).isEqualTo(neuron(6, 9));
      assertThat(struck(dataflow, neuron(2, 9), 3)).isEqualTo(neuron(2, 8));
      assertThat(struck(dataflow, neuron(2, 9), 1, 5)).isEqualTo(neuron(0, 13));
    }
  }

  @Test
  void whereFiltersStreamColumnsArePixels() {
    assertThat(struck(Dataflow.INPUT_STATIONARY, neuron(2, 9), 0)).isEqualTo(neuron(2, 8));
    assertThat(struck(Dataflow.INPUT_STATIONARY, neuron(2, 9), 3)).isEqualTo(neuron(3, 9));
  }

  @Test
  void aNumberThatTheFoldDoesNotUseNamesNobody() {
    // The second tile of filters has four, the last tile of pixels has four.
    assertThat(struck(Dataflow.OUTPUT_STATIONARY, neuron(9, 0), 2)).isEqualTo(-1);
    assertThat(struck(Dataflow.OUTPUT_STATIONARY, neuron(9, 33), 5)).isEqualTo(-1);
    assertThat(struck(Dataflow.OUTPUT_STATIONARY, neuron(9, 33), 1)).isEqualTo(neuron(11, 33));
  }
}
