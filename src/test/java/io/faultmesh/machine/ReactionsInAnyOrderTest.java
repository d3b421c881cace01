package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.Reaction;
import io.faultmesh.protection.mechanism.Checksum;
import io.faultmesh.protection.mechanism.Duplicate;
import io.faultmesh.protection.mechanism.Parity;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.ProtectSettings;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What reacts gives the same values, cycles and bytes in any order of messages. */
class ReactionsInAnyOrderTest {
  private static final int NETWORKS = 4;
  private static final int ORDERS = 4;
  private static final double RATE = 2e-3;

  private static final List<FaultSite> SITES =
      List.of(
          FaultSite.DRAM,
          FaultSite.WEIGHT,
          FaultSite.INPUT,
          FaultSite.PRODUCT,
          FaultSite.ACCUMULATOR,
          FaultSite.ACTIVATION);

  static Stream<ProtectSettings> reacting() {
    return Stream.of(
        new Parity(List.of(FaultSite.WEIGHT, FaultSite.DRAM), 32, Reaction.REFETCH, 2),
        new Parity(List.of(FaultSite.ACTIVATION), 16, Reaction.RECOMPUTE),
        new Checksum(null, Reaction.REPEAT, 2),
        new Checksum(null, Reaction.REFETCH, 3),
        new Duplicate(null, Duplicate.Place.TIME, Reaction.REPEAT, 2),
        new Duplicate(null, Duplicate.Place.SPACE, Reaction.REPEAT, 2));
  }

  @ParameterizedTest
  @MethodSource("reacting")
  void anyOrderOfDeliveryGivesTheSameReactions(ProtectSettings mechanism) {
    long slower = 0;
    for (long seed = 0; seed < NETWORKS; seed++) {
      IntegerNetwork network = GeneratedNetworks.integers(seed);
      byte[] image = GeneratedNetworks.images(new Random(seed), network, 1).get(0);
      Dataflow dataflow = Dataflow.values()[(int) seed % 2];
      Protection design = design(mechanism, network, dataflow);
      FlipTally tally = new FlipTally(network.layers().size());
      ImageResult expected = LoopMachine.run(machine(design, seed, image, tally));
      slower += expected.cycles() - LoopMachine.run(sound(design, image)).cycles();
      for (int order = 0; order < ORDERS; order++) {
        FlipTally own = new FlipTally(network.layers().size());
        ImageResult actual = ShuffledMachine.run(machine(design, seed, image, own), order);
        GeneratedMachine.assertSame("network " + seed + ", order " + order, actual, expected);
        assertThat(own.guards()).isEqualTo(tally.guards());
        assertThat(own.isStopped()).isEqualTo(tally.isStopped());
      }
    }
    assertThat(slower).isPositive();
  }

  private static Protection design(
      ProtectSettings mechanism, IntegerNetwork network, Dataflow dataflow) {
    DesignSettings settings =
        new DesignSettings(
            null, null, null, null, null, null, null, null, null, null, null, List.of(mechanism));
    ArraySettings array = new ArraySettings(5, 4, dataflow, null, null);
    int layers = network.layers().size();
    return Protection.of(settings, network, array, DppuSettings.DEFAULT, Importance.none(layers));
  }

  private static Machine machine(Protection design, long seed, byte[] image, FlipTally tally) {
    FaultSettings faults = new FaultSettings(List.of(RATE), SITES, 1, seed, null, null, null);
    DesignFaults own = new DesignFaults(new FaultPlan(faults, RATE), 0, design, tally);
    return Machine.of(design, AcceleratorSettings.DEFAULT, own, 0, image);
  }

  private static Machine sound(Protection design, byte[] image) {
    return Machine.of(design, AcceleratorSettings.DEFAULT, null, 0, image);
  }
}
