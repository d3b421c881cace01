package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.machine.core.Message;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.Preset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MachineEffortTest {
  private record Sent(int to, Message message) {}

  private static long count(Machine machine) {
    Deque<Sent> waiting = new ArrayDeque<>(List.of(new Sent(Machine.FIRST, machine.begin())));
    long messages = 0;
    while (!waiting.isEmpty()) {
      Sent next = waiting.poll();
      messages++;
      if (next.to != Machine.OUTSIDE) {
        machine.deliver(next.to, next.message, (to, message) -> waiting.add(new Sent(to, message)));
      }
    }
    return messages;
  }

  @Test
  void messagesAreNearThoseThatTheMachineSends() {
    for (Dataflow dataflow : Dataflow.values()) {
      for (long seed = 0; seed < 20; seed++) {
        Random random = new Random(seed);
        int side = 4 << random.nextInt(4);
        ArraySettings array = new ArraySettings(side, side, dataflow, null, null);
        SingleLayer layer = SingleLayer.of(8, 8, 3, 1, 8, 8 + random.nextInt(40));
        Protection base =
            Protection.of(
                DesignSettings.preset(Preset.BASE),
                layer.network(),
                array,
                DppuSettings.DEFAULT,
                Importance.none(1));
        long sent = count(Machine.of(base, SingleLayer.IDEAL, null, 0, layer.image()));
        MachineEffort effort = MachineEffort.of(layer.network().network().layers(), array, 1);
        assertThat((double) effort.messages() / sent)
            .as("seed %d, %s, %d", seed, dataflow, side)
            .isBetween(0.5, 2.0);
      }
    }
  }

  @Test
  void aLongWaitIsToldAndAShortOneIsNot() {
    SingleLayer layer = SingleLayer.of(8, 8, 3, 1, 8, 8);
    ArraySettings small = new ArraySettings(32, 32, null, null, null);
    var layers = layer.network().network().layers();
    assertThat(MachineEffort.of(layers, small, 10).notice()).isEmpty();
    MachineEffort large = MachineEffort.of(layers, small, 100_000);
    assertThat(large.notice()).contains("minutes of processor time", "actors").doesNotContain("\n");
    assertThat(large.plus(large).messages()).isEqualTo(2 * large.messages());
    assertThat(large.plus(MachineEffort.NONE)).isEqualTo(large);
  }

  @Test
  void aMachineThatDoesNotFitIsRefusedWithARemedy() {
    ArraySettings array = new ArraySettings(1024, 1024, null, null, null);
    MachineEffort effort = MachineEffort.of(List.of(), array, 1);
    effort.checkMemory(2L << 30);
    assertThatThrownBy(() -> effort.checkMemory(512L << 20))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("try a smaller array, or FAULTMESH_JAVA_OPTIONS=-Xmx2g");
    // A run has the next machine in memory, too.
    assertThatThrownBy(() -> effort.plus(effort).checkMemory(2L << 30))
        .hasMessageContaining("FAULTMESH_JAVA_OPTIONS=-Xmx3g");
    effort.plus(effort).checkMemory(3L << 30);
  }
}
