package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;
import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.oracle.SlowTiming;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.mechanism.Razor;
import io.faultmesh.protection.mechanism.Razor.Recovery;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.ArraySettings.Overlap;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.ProtectSettings;
import io.faultmesh.scenario.Rates;
import io.faultmesh.scenario.TimingSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Late sums on the machine: what they cost, and what is left of them. */
class RazorOnTheMachineTest {
  private static final int SIDE = 4;

  private static ArraySettings array(Dataflow dataflow, Overlap overlap) {
    return new ArraySettings(SIDE, SIDE, dataflow, overlap, null);
  }

  /** What a late run gives. */
  private record Late(ImageResult result, FlipTally tally) {}

  private static Machine machine(
      SingleLayer layer, ArraySettings array, int limit, FlipTally tally, Razor... razor) {
    Protection design = layer.guarded(array, List.<ProtectSettings>of(razor));
    FaultSettings faults =
        new FaultSettings(
            Rates.of(List.of()),
            null,
            1,
            1L,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            new TimingSettings(limit, null));
    FaultPlan plan = new FaultPlan(faults, 0);
    DesignFaults own = new DesignFaults(plan, 0, design, tally);
    return Machine.of(design, SingleLayer.IDEAL, own, 0, layer.image());
  }

  private static Late run(SingleLayer layer, ArraySettings array, int limit, Razor... razor) {
    FlipTally tally = new FlipTally(1);
    return new Late(LoopMachine.run(machine(layer, array, limit, tally, razor)), tally);
  }

  @ParameterizedTest
  @EnumSource(value = Dataflow.class, names = "INPUT_STATIONARY", mode = EnumSource.Mode.EXCLUDE)
  void theArrayWaitsACycleForEachCycleWithALateSum(Dataflow dataflow) {
    int waits = 0;
    for (int seed = 0; seed < 12; seed++) {
      SingleLayer layer = SingleLayer.random(new Random(seed));
      ArraySettings array = array(dataflow, Overlap.NONE);
      for (int limit : new int[] {4, 12, 15}) {
        Late exact = run(layer, array, 32);
        Late replay = run(layer, array, limit, new Razor(Recovery.REPLAY, null, null));
        int expected = lateCycles(layer, dataflow, limit);

        assertThat(replay.result.logits()).isEqualTo(exact.result.logits());
        assertThat(replay.result.cycles() - exact.result.cycles())
            .as("seed %d, limit %d", seed, limit)
            .isEqualTo(expected);
        assertThat(replay.tally.words(Outcome.MISCORRECTED)).isZero();
        assertThat(replay.tally.words(Outcome.CORRECTED)).isGreaterThanOrEqualTo(expected);
        waits += expected;
      }
    }
    assertThat(waits).isGreaterThan(100);
  }

  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void aLostProductTakesNoTime(Dataflow dataflow) {
    long detected = 0;
    for (int seed = 0; seed < 6; seed++) {
      SingleLayer layer = SingleLayer.random(new Random(seed));
      ArraySettings array = array(dataflow, Overlap.PRELOAD);
      Late exact = run(layer, array, 32);
      Late drop = run(layer, array, 6, new Razor(Recovery.DROP, null, null));

      assertThat(drop.result.cycles()).isEqualTo(exact.result.cycles());
      detected += drop.tally.words(Outcome.DETECTED);
    }
    assertThat(detected).isGreaterThan(1000);
  }

  @Test
  void actorsWaitAsLongAsTheLoop() {
    SingleLayer layer = SingleLayer.of(5, 5, 3, 1, 4, 9);
    ArraySettings array = array(Dataflow.WEIGHT_STATIONARY, Overlap.PRELOAD);
    for (Recovery recovery : Recovery.values()) {
      Razor razor = new Razor(recovery, null, null);
      Late looped = run(layer, array, 8, razor);
      try (ActorMachine actors = new ActorMachine(2, 10)) {
        FlipTally tally = new FlipTally(1);
        ImageResult acted = actors.run(machine(layer, array, 8, tally, razor));
        assertThat(acted.logits()).isEqualTo(looped.result.logits());
        assertThat(acted.cycles()).isEqualTo(looped.result.cycles());
        assertThat(tally.words(Outcome.DETECTED)).isEqualTo(looped.tally.words(Outcome.DETECTED));
      }
    }
  }

  /** Folds do not overlap here: in each, element (r, c) does its i-th addition r + c + i later. */
  private static int lateCycles(SingleLayer layer, Dataflow dataflow, int limit) {
    int taps = layer.taps();
    boolean stays = dataflow == Dataflow.OUTPUT_STATIONARY;
    Set<List<Integer>> cycles = new HashSet<>();
    for (int filter = 0; filter < layer.filters(); filter++) {
      for (int pixel = 0; pixel < layer.pixels(); pixel++) {
        int sum = 0;
        for (int tap = 0; tap < taps; tap++) {
          int product =
              input(layer, pixel, tap)
                  * layer.network().layers().get(0).weights()[filter * taps + tap];
          if (SlowTiming.add(sum, product, limit) != sum + product) {
            int row = stays ? pixel % SIDE : tap % SIDE;
            int step = stays ? tap : pixel;
            int tile = stays ? pixel / SIDE : tap / SIDE;
            cycles.add(List.of(filter / SIDE, tile, row + filter % SIDE + step));
          }
          sum += product;
        }
      }
    }
    return cycles.size();
  }

  private static int input(SingleLayer layer, int pixel, int tap) {
    var node = layer.network().layers().get(0).node();
    var in = node.input().shape();
    int kernel = node.window().kernelWidth();
    int y = pixel / node.output().shape().width() * node.window().strideY() + tap / kernel % kernel;
    int x = pixel % node.output().shape().width() * node.window().strideX() + tap % kernel;
    int place = (tap / (kernel * kernel) * in.height() + y) * in.width() + x;
    return layer.network().layers().get(0).input().value(layer.image()[place]);
  }
}
