package io.faultmesh.machine.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.TestBench;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.scenario.Preset;
import java.util.Collections;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Single components on their actor: a voter and an injector under all that can befall replicas. */
class ComponentActorTest {
  private static ActorTestKit kit;

  private final TestBench bench = new TestBench(Preset.CRT2);
  private Machine machine;
  private ImageRun run;
  private TestProbe<ImageRun.Delivery> others;

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  @BeforeEach
  void build() {
    machine = bench.machine();
    others = kit.createTestProbe(ImageRun.Delivery.class);
    run = new ImageRun(machine);
    run.begin(Collections.nCopies(run.components(), others.getRef()), Runnable::run);
    next(Message.Begin.class);
  }

  /** Gives one component, on its actor, a message; what it emits goes to the probe. */
  private Consumer<Message> host(int component) {
    ActorRef<ImageRun.Delivery> actor = kit.spawn(ComponentActor.create(component));
    return message -> actor.tell(new ImageRun.Delivery(run, message));
  }

  private <T extends Message> T next(Class<T> type) {
    return type.cast(others.receiveMessage().message());
  }

  private Message.Decided decided() {
    return next(Message.Decided.class);
  }

  @Test
  void theVoterOutvotesACorruptedReplicaInItsVotedBits() {
    Consumer<Message> voter = host(bench.voter());
    voter.accept(bench.replica(0, new int[] {5, -7}, 10));
    voter.accept(bench.replica(1, new int[] {5 ^ 0xc0, -7}, 10));
    voter.accept(bench.replica(2, new int[] {5, -7 ^ 0x40}, 10));
    assertThat(decided().values()).containsExactly(5, -7);
  }

  @Test
  void bitsThatAreNotVotedComeFromReplicaZero() {
    Consumer<Message> voter = host(bench.voter());
    voter.accept(bench.replica(2, new int[] {5, 5}, 10));
    voter.accept(bench.replica(0, new int[] {5 ^ 0x21, 5 ^ 0x80}, 10));
    voter.accept(bench.replica(1, new int[] {5, 5}, 10));
    assertThat(decided().values()).containsExactly(5 ^ 0x21, 5);
  }

  @Test
  void aLateReplicaDelaysTheVote() {
    Consumer<Message> voter = host(bench.voter());
    voter.accept(bench.replica(0, new int[] {1, 2}, 12));
    voter.accept(bench.replica(1, new int[] {1, 2}, 99));
    voter.accept(bench.replica(2, new int[] {1, 2}, 10));
    Message.Decided vote = decided();
    assertThat(vote.cycle()).isEqualTo(99);
    assertThat(vote.firstReplicaCycle()).isEqualTo(10);
  }

  @Test
  void aDuplicateReplicaIsRefusedBeforeAndAfterTheVote() {
    for (int last : new int[] {0, 2}) {
      Consumer<Message> voter = host(bench.voter());
      for (int replica = 0; replica <= last; replica++) {
        voter.accept(bench.replica(replica, new int[] {1, 2}, 10));
      }
      voter.accept(bench.replica(0, new int[] {1, 2}, 11));
      assertThatThrownBy(() -> run.outcome().join())
          .hasRootCauseInstanceOf(MachineException.class)
          .hasMessageContaining("voter of lane 0 at cycle 11: replica 0 of fold 0")
          .hasMessageContaining("came twice");
      build();
    }
  }

  @Test
  void aMissingReplicaIsNamedWhenTheMachineIsAtRest() {
    Consumer<Message> voter = host(bench.voter());
    voter.accept(bench.replica(0, new int[] {1, 2}, 10));
    voter.accept(bench.replica(2, new int[] {1, 2}, 10));
    others.expectNoMessage();
    assertThat(machine.stuck())
        .hasMessage("voter of lane 0 at cycle 10: waits for replica 1 of fold 0 of layer 0");
  }

  @Test
  void theInjectorFlipsWhatThePlanNamesAndNothingElse() {
    int struck = 0;
    for (int replica = 0; replica < 3; replica++) {
      Consumer<Message> injector = host(bench.injector(replica));
      int[] values = {5, -7};
      injector.accept(bench.replica(replica, values, 10));
      Message.Replica out = next(Message.Replica.class);
      int[] flips = bench.flips(replica);
      assertThat(out.replica()).isEqualTo(replica);
      assertThat(out.cycle()).isEqualTo(10);
      assertThat(out.values()).containsExactly((byte) (5 ^ flips[0]), (byte) (-7 ^ flips[1]));
      // What other replicas share is not changed in place.
      assertThat(values).containsExactly(5, -7);
      struck += flips[0] == 0 && flips[1] == 0 ? 0 : 1;
    }
    assertThat(struck).isPositive();
  }

  @Test
  void aFailingComponentEndsTheRunWithItsNameTheCycleAndTheCause() {
    Consumer<Message> lane = host(bench.lane());
    // A lane knows no replicas.
    lane.accept(bench.replica(0, new int[] {1, 2}, 42));
    assertThatThrownBy(() -> run.outcome().join())
        .hasRootCauseInstanceOf(MachineException.class)
        .hasMessageContaining("result lane 0 at cycle 42: takes no Replica");
  }
}
