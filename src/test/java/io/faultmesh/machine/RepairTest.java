package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.SlowReference;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.Preset;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Stuck processing elements are repaired by the dot-product unit, as HyCA does it. */
class RepairTest {
  private static final int TRIALS = 40;

  private static FaultPlan stuck(double ber) {
    return new FaultPlan(
        new FaultSettings(List.of(ber), List.of(FaultSite.PE), TRIALS, 7L, null, null, null), ber);
  }

  private static Protection design(
      Preset preset, IntegerNetwork network, ArraySettings array, DppuSettings unit) {
    return Protection.of(
        DesignSettings.preset(preset),
        network,
        array,
        unit,
        Importance.none(network.layers().size()));
  }

  private static ImageResult run(Protection design, FaultPlan plan, int trial, byte[] image) {
    FlipTally tally = new FlipTally(design.layers().size());
    DesignFaults faults = new DesignFaults(plan, trial, design, tally);
    return LoopMachine.run(Machine.of(design, SingleLayer.IDEAL, faults, 0, image));
  }

  @Test
  void aRepairedArrayComputesAsIfNothingWereStuck() {
    int harmed = 0;
    for (int seed = 0; seed < TRIALS; seed++) {
      Random random = new Random(seed);
      IntegerNetwork network = GeneratedNetworks.integers(seed);
      byte[] image = GeneratedNetworks.images(random, network, 1).get(0);
      Dataflow dataflow = Dataflow.values()[seed % 3];
      ArraySettings array = new ArraySettings(4, 6, dataflow, null, null);
      FaultPlan plan = stuck(3e-3);
      Preset preset = seed % 2 == 0 ? Preset.BASE : Preset.CRT2;
      byte[] golden = SlowReference.golden(network, image).logits();
      Protection open = design(preset, network, array, new DppuSettings(8, 4, true, false));
      harmed += java.util.Arrays.equals(run(open, plan, seed, image).logits(), golden) ? 0 : 1;
      Protection repaired =
          design(preset, network, array, new DppuSettings(8, 4, true, true)).adapted(plan, seed);
      assertThat(run(repaired, plan, seed, image).logits())
          .as("Failed on seed " + seed)
          .isEqualTo(golden);
    }
    assertThat(harmed).isGreaterThan(TRIALS / 4);
  }

  /** The elements in order of columns; the first beyond the capacity tells where the array ends. */
  @Test
  void theLeftmostAreRepairedAndTheColumnsBehindAreCutOff() {
    SingleLayer layer = SingleLayer.of(8, 8, 1, 1, 32, 40);
    ArraySettings array = new ArraySettings(8, 32, null, null, null);
    DppuSettings unit = new DppuSettings(16, 8, true, true);
    FaultPlan plan = stuck(1.5e-3);
    int cut = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      List<StuckBit> bits = plan.stuck().elements(trial, 0, 8 * 32);
      List<Integer> faulty =
          bits.stream()
              .map(StuckBit::element)
              .distinct()
              .sorted(Comparator.comparing((Integer element) -> element % 32))
              .toList();
      int columns = faulty.size() > 16 ? faulty.get(16) % 32 : 32;
      cut += columns < 32 ? 1 : 0;
      Protection repaired = design(Preset.BASE, layer.network(), array, unit).adapted(plan, trial);
      assertThat(repaired.array().columns()).as("Failed on trial " + trial).isEqualTo(columns);
      BitSet neurons = new BitSet();
      for (int neuron = 0; neuron < layer.layer().outputs(); neuron++) {
        int row = neuron % 64 % 8;
        neurons.set(neuron, faulty.contains(row * 32 + neuron / 64 % columns));
      }
      assertThat(repaired.layers().get(0).recomputedNeurons())
          .as("Failed on trial " + trial)
          .isEqualTo(neurons);
      // Degradation is that of the smaller array; the unit adds no more than its last window.
      ArraySettings left = new ArraySettings(8, columns, null, null, null);
      LayerReport report = run(repaired, plan, trial, layer.image()).layers().get(0);
      long smaller = layer.run(left, SingleLayer.IDEAL).cycles();
      assertThat(report.cycles()).isBetween(smaller, smaller + 32);
      assertThat(report.cycles())
          .isEqualTo(new UnitRecurrence(layer, left, 32, unit, neurons).cycles());
    }
    assertThat(cut).isBetween(TRIALS / 4, TRIALS - 1);
  }

  @Test
  void anArrayWithoutAnyColumnLeftIsBadInput() {
    SingleLayer layer = SingleLayer.of(8, 8, 1, 1, 8, 8);
    ArraySettings array = new ArraySettings(64, 4, null, null, null);
    Protection design =
        design(Preset.BASE, layer.network(), array, new DppuSettings(2, 1, true, true));
    assertThatThrownBy(() -> design.adapted(stuck(0.1), 3))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("trial 3")
        .hasMessageContaining("no column");
  }

  @Test
  void repairDoesNotGoWithRepeatedChannels() {
    IntegerNetwork network = SingleLayer.of(8, 8, 1, 1, 8, 8).network();
    DppuSettings unit = new DppuSettings(8, 8, true, true);
    assertThatThrownBy(() -> design(Preset.ALG, network, ArraySettings.DEFAULT, unit))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("dppu.repair");
  }
}
