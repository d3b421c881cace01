package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.Convolution;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.FaultSite;
import org.junit.jupiter.api.Test;

/** What the components count is what the shapes ask for. */
class ActivityTest {
  private static final int MACHINES = 60;

  /** Sums over all layers, worked out from shapes. */
  private static final class Expected {
    private long macs;
    private long unitMacs;
    private long unitFileBytes;
    private long inputReads;
    private long weightReads;
    private long votedBits;

    private Expected(Protection design) {
      for (int i = 0; i < design.layers().size(); i++) {
        add(design.network().layers().get(i).node(), design, i);
      }
    }

    private void add(Convolution node, Protection design, int index) {
      LayerProtection own = design.layers().get(index);
      LayerMapping mapping = design.mappings().get(index);
      macs += node.macs();
      macs += 2L * own.repeatedChannels().cardinality() * node.pixels() * node.windowSize();
      unitMacs += (long) own.recomputedNeurons().cardinality() * node.windowSize();
      for (int f = 0; f < mapping.folds(); f++) {
        Fold fold = mapping.fold(f);
        inputReads += (long) fold.taps() * fold.pixels();
        // Both operands of a product of activations are inputs.
        long second = (long) fold.taps() * fold.filters();
        inputReads += node.isProduct() ? second : 0;
        weightReads += node.isProduct() ? 0 : second;
        if (own.sharesOperands() && holdsRecomputed(node, own, fold)) {
          unitFileBytes += (long) fold.taps() * (fold.pixels() + fold.filters());
        }
      }
      for (int neuron = 0; neuron < node.neurons(); neuron++) {
        int bits = Integer.bitCount(own.station(FaultSite.ACTIVATION).copied(neuron));
        // The array's result of a recomputed neuron is voted, too, before it is dropped.
        votedBits += own.isRecomputed(neuron) ? 2L * bits : bits;
      }
    }

    private static boolean holdsRecomputed(Convolution node, LayerProtection own, Fold fold) {
      for (int n = fold.firstFilter(); n < fold.firstFilter() + fold.filters(); n++) {
        int first = n * node.pixels() + fold.firstPixel();
        if (!own.recomputedNeurons().get(first, first + fold.pixels()).isEmpty()) {
          return true;
        }
      }
      return false;
    }
  }

  @Test
  void countsAreThoseOfTheShapes() {
    int recomputing = 0;
    int repeating = 0;
    for (long seed = 0; seed < MACHINES; seed++) {
      GeneratedMachine machine = GeneratedMachine.of(seed);
      if (machine.design().plan().strikes(FaultSite.POSITION)) {
        // A struck table gives the unit other neurons.
        continue;
      }
      String failure = "failed on seed " + seed + ": " + machine.describe();
      Protection design = machine.design().protection(machine.network());
      Activity actual = LoopMachine.run(machine.build()).activity();
      Expected expected = new Expected(design);
      boolean repeats =
          design.layers().stream().anyMatch(layer -> !layer.repeatedChannels().isEmpty());
      assertThat(actual.macs()).as(failure).isEqualTo(expected.macs);
      assertThat(actual.unitMacs()).as(failure).isEqualTo(expected.unitMacs);
      assertThat(actual.unitFileBytes()).as(failure).isEqualTo(expected.unitFileBytes);
      if (design.array().dataflow() == Dataflow.OUTPUT_STATIONARY) {
        assertThat(actual.operandBytes()).as(failure).isEqualTo(2 * actual.macs());
      }
      if (repeats) {
        assertThat(actual.votedResultBits()).as(failure).isPositive();
        assertThat(actual.inputBuffer().readBytes()).isGreaterThan(expected.inputReads);
      } else {
        assertThat(actual.inputBuffer().readBytes()).as(failure).isEqualTo(expected.inputReads);
        assertThat(actual.weightBuffer().readBytes()).as(failure).isEqualTo(expected.weightReads);
        assertThat(actual.votedResultBits()).as(failure).isEqualTo(expected.votedBits);
      }
      assertThat(actual.outputBuffer().writtenBytes())
          .as(failure)
          .isGreaterThanOrEqualTo(machine.network().network().neurons());
      recomputing += actual.unitMacs() > 0 ? 1 : 0;
      repeating += repeats ? 1 : 0;
    }
    assertThat(recomputing).isGreaterThan(5);
    assertThat(repeating).isGreaterThan(5);
  }

  @Test
  void whatComesFromDramIsWrittenIntoTheBuffers() {
    for (long seed = 0; seed < MACHINES; seed++) {
      GeneratedMachine machine = GeneratedMachine.of(seed);
      ImageResult result = LoopMachine.run(machine.build());
      Activity activity = result.activity();
      long weights = 0;
      for (var layer : machine.network().layers()) {
        weights += layer.weights().length;
      }
      String failure = "failed on seed " + seed;
      assertThat(activity.weightBuffer().writtenBytes())
          .as(failure)
          .isGreaterThanOrEqualTo(weights);
      long fromDram =
          activity.inputBuffer().writtenBytes() + activity.weightBuffer().writtenBytes();
      assertThat(fromDram).as(failure).isLessThanOrEqualTo(result.dramBytes());
    }
  }
}
