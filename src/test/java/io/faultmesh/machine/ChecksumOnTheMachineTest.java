package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.cost.Performance;
import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FaultRecord;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.mapping.ClosedForm;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.ExportedNetworks;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.Reaction;
import io.faultmesh.protection.mechanism.Checksum;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.ArraySettings.Overlap;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.ProtectSettings;
import io.faultmesh.scenario.QuantisationSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What check sums take without faults. */
class ChecksumOnTheMachineTest {
  private static final int ROWS = 8;
  private static final int COLUMNS = 5;
  private static final SingleLayer LAYER = SingleLayer.of(6, 6, 3, 1, 4, 12);
  private static final int PIXELS = 36;
  private static final int TAPS = 36;
  private static final int FILTERS = 12;

  private static Protection design(ArraySettings array, boolean checks) {
    return LAYER.guarded(array, checks ? List.of(new Checksum()) : List.of());
  }

  private static ImageResult run(Protection design) {
    return LoopMachine.run(Machine.of(design, SingleLayer.IDEAL, null, 0, LAYER.image()));
  }

  @ParameterizedTest
  @EnumSource(Overlap.class)
  void outputStationaryItTakesTheTimeOfOneMoreRowAndColumn(Overlap overlap) {
    ArraySettings array = new ArraySettings(ROWS, COLUMNS, null, overlap, true);
    Protection checked = design(array, true);
    ImageResult own = run(checked);
    ImageResult base = run(design(array, false));
    assertThat(own.logits()).isEqualTo(base.logits());
    assertThat(own.layers().get(0).folds()).isEqualTo(base.layers().get(0).folds());
    // As many folds as on the bare array, each with the times of the larger one.
    long folds = ClosedForm.of(array, 1, PIXELS, TAPS, FILTERS).folds();
    long fold = TAPS + 2 * (ROWS + 1) + (COLUMNS + 1) - 2;
    long cycles = overlap == Overlap.NONE ? folds * fold : (folds - 1) * TAPS + fold;
    assertThat(own.cycles() + 1).isEqualTo(cycles);
    assertThat(Performance.of(checked).cycles()).isEqualTo(cycles);
    assertThat(Performance.of(checked).dramBytes())
        .isEqualTo(Performance.of(design(array, false)).dramBytes() + 3 * TAPS * 2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Dataflow.class,
      names = {"WEIGHT_STATIONARY", "INPUT_STATIONARY"})
  void whereSumsStreamOutItTakesOneMoreColumnAndStep(Dataflow dataflow) {
    ArraySettings array = new ArraySettings(ROWS, COLUMNS, dataflow, Overlap.NONE, true);
    ImageResult own = run(design(array, true));
    ImageResult base = run(design(array, false));
    assertThat(own.logits()).isEqualTo(base.logits());
    // A column and a step of the stream, two cycles a fold.
    assertThat(own.cycles()).isEqualTo(base.cycles() + 2 * own.layers().get(0).folds());
  }

  @Test
  void checkSumsArePaidFor() {
    ArraySettings array = new ArraySettings(ROWS, COLUMNS, null, null, null);
    ImageResult own = run(design(array, true));
    ImageResult base = run(design(array, false));
    assertThat(own.activity().macs()).isEqualTo(base.activity().macs());
    // Three tiles of filters, five of pixels: each pixel in three tiles, each filter in five.
    assertThat(own.activity().checkProducts()).isEqualTo((long) TAPS * (3 * PIXELS + 5 * FILTERS));
    assertThat(base.activity().checkProducts()).isZero();
    long streamed = own.activity().weightBuffer().readBytes();
    assertThat(streamed - base.activity().weightBuffer().readBytes()).isEqualTo(15L * TAPS * 2);
    assertThat(own.dramBytes() - base.dramBytes()).isEqualTo(3L * TAPS * 2);
  }

  @Test
  void aProductOfActivationsHasNoChecksumWeightsToFetch() {
    IntegerNetwork network =
        GeneratedNetworks.integers(
            ExportedNetworks.of(ExportedNetworks.Kind.VISION_TRANSFORMER, 17, 1),
            1,
            QuantisationSettings.DEFAULT);
    byte[] image = GeneratedNetworks.images(new Random(1), network, 1).get(0);
    List<List<LayerReport>> reports = new ArrayList<>();
    List<ProtectSettings> none = List.of();
    for (List<ProtectSettings> protect : List.of(none, List.<ProtectSettings>of(new Checksum()))) {
      DesignSettings settings =
          new DesignSettings(
              null, null, null, null, null, null, null, null, null, null, null, protect);
      ArraySettings array = new ArraySettings(ROWS, COLUMNS, null, null, null);
      Protection design =
          Protection.of(settings, network, array, DppuSettings.DEFAULT, Importance.none(14));
      reports.add(LoopMachine.run(Machine.of(design, SingleLayer.IDEAL, null, 0, image)).layers());
    }
    for (IntegerLayer layer : network.layers()) {
      long base = reports.get(0).get(layer.index()).dramBytes();
      long own = reports.get(1).get(layer.index()).dramBytes();
      assertThat(own == base).as("layer " + layer.index()).isEqualTo(layer.node().isProduct());
    }
  }

  /** Runs with errors of two pixels and two filters in each of some tiles. */
  private static ImageResult struck(ArraySettings array, int tiles, int attempts) {
    Protection design =
        LAYER.guarded(array, List.of(new Checksum(null, Reaction.REPEAT, attempts)));
    FaultRecord record = new FaultRecord("the test", true);
    Draw sums = Draw.of(0, 0, 0, 0, FaultSite.ACCUMULATOR);
    for (int tile = 0; tile < tiles; tile++) {
      record.add(sums, ROWS * tile * (long) Integer.SIZE + 9);
    }
    for (int tile = 0; tile < tiles; tile++) {
      record.add(sums, (PIXELS + ROWS * tile + 1) * (long) Integer.SIZE + 11);
    }
    FaultSettings faults =
        new FaultSettings(List.of(0.0), List.of(FaultSite.ACCUMULATOR), 1, 1L, null, null, null);
    FaultPlan plan = new FaultPlan(faults, Ber.of(0), record);
    FlipTally tally = new FlipTally(1);
    DesignFaults own = new DesignFaults(plan, 0, design, tally);
    ImageResult result =
        LoopMachine.run(Machine.of(design, SingleLayer.IDEAL, own, 0, LAYER.image()));
    assertThat(tally.words(Outcome.DETECTED)).isEqualTo(tiles);
    assertThat(tally.isStopped()).isFalse();
    return result;
  }

  @ParameterizedTest
  @EnumSource(Overlap.class)
  void eachTileThatIsComputedAgainTakesAFold(Overlap overlap) {
    ArraySettings array = new ArraySettings(ROWS, COLUMNS, null, overlap, true);
    ImageResult none = struck(array, 0, 1);
    ImageResult one = struck(array, 1, 1);
    ImageResult three = struck(array, 3, 1);
    assertThat(one.logits()).isEqualTo(none.logits());
    assertThat(three.logits()).isEqualTo(none.logits());
    assertThat(none.cycles()).isEqualTo(run(design(array, true)).cycles());
    long folds = none.layers().get(0).folds();
    assertThat(one.layers().get(0).folds()).isEqualTo(folds + 1);
    assertThat(three.layers().get(0).folds()).isEqualTo(folds + 3);
    long fold = TAPS + 2 * (ROWS + 1) + (COLUMNS + 1) - 2;
    long interval = overlap == Overlap.NONE ? fold : TAPS;
    assertThat(three.cycles() - one.cycles()).isEqualTo(2 * interval);
    // The first begins when the layer's results are there: its last sum, both checks, two stages.
    assertThat(one.cycles() - none.cycles()).isBetween(fold, fold + 2 * (ROWS + COLUMNS));
    assertThat(one.activity().macs() - none.activity().macs())
        .isEqualTo((long) ROWS * COLUMNS * TAPS);
    // The results of a tile are written again; its operands are still in the buffers.
    assertThat(one.dramBytes() - none.dramBytes()).isEqualTo(ROWS * COLUMNS);
  }

  /** Runs with struck weights: a bit of each of some filters. */
  private static ImageResult withWrongWeights(Overlap overlap, int... filters) {
    ArraySettings array = new ArraySettings(ROWS, COLUMNS, null, overlap, true);
    Protection design = LAYER.guarded(array, List.of(new Checksum(null, Reaction.REFETCH, 1)));
    FaultRecord record = new FaultRecord("the test", true);
    Draw weights = Draw.of(0, 0, 0, 0, FaultSite.WEIGHT);
    for (int filter : filters) {
      record.add(weights, filter * (long) TAPS * Byte.SIZE + 6);
    }
    FaultSettings faults =
        new FaultSettings(List.of(0.0), List.of(FaultSite.WEIGHT), 1, 1L, null, null, null);
    FaultPlan plan = new FaultPlan(faults, Ber.of(0), record);
    FlipTally tally = new FlipTally(1);
    ImageResult result =
        LoopMachine.run(
            Machine.of(
                design,
                SingleLayer.IDEAL,
                new DesignFaults(plan, 0, design, tally),
                0,
                LAYER.image()));
    assertThat(tally.isStopped()).isFalse();
    return result;
  }

  @ParameterizedTest
  @EnumSource(Overlap.class)
  void wrongWeightsComeOnceForAllTilesThatHaveThem(Overlap overlap) {
    ImageResult none = withWrongWeights(overlap);
    ImageResult one = withWrongWeights(overlap, 2);
    ImageResult two = withWrongWeights(overlap, 2, 11);
    assertThat(one.logits()).isEqualTo(none.logits());
    assertThat(two.logits()).isEqualTo(none.logits());
    // Each of the five tiles of pixels has sums with the struck weight.
    long folds = none.layers().get(0).folds();
    assertThat(one.layers().get(0).folds()).isEqualTo(folds + 5);
    assertThat(two.layers().get(0).folds()).isEqualTo(folds + 10);
    // The tile's weights of five filters, its checksum weights of two bytes, its results.
    long first = COLUMNS * TAPS + 2 * TAPS + COLUMNS * PIXELS;
    assertThat(one.dramBytes() - none.dramBytes()).isEqualTo(first);
    // The last tile has two filters.
    long second = 2 * TAPS + 2 * TAPS + 2 * PIXELS;
    assertThat(two.dramBytes() - none.dramBytes()).isEqualTo(first + second);
    assertThat(
            one.activity().weightBuffer().writtenBytes()
                - none.activity().weightBuffer().writtenBytes())
        .isEqualTo(COLUMNS * TAPS + 2 * TAPS);
  }
}
