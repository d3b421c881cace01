package io.faultmesh.machine.actor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.machine.GeneratedMachine;
import io.faultmesh.machine.LoopMachine;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.TestBench;
import io.faultmesh.machine.core.Component;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.scenario.Preset;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong in a machine ends its run with one line, on actors and in the loop. */
class SupervisionTest {
  private final ActorMachine actors = new ActorMachine(2, 100);
  private final TestBench voted = new TestBench(Preset.CRT2);
  private final TestBench bare = new TestBench(Preset.BASE);

  @AfterEach
  void close() {
    actors.close();
  }

  /** Does with the n-th message something else than its component would. */
  private record Meddling(Component component, int[] left, Event event) implements Component {
    @FunctionalInterface
    private interface Event {
      void happen(Component component, Message message, Outbox outbox);
    }

    private static Meddling with(Component component, int number, Event event) {
      return new Meddling(component, new int[] {number}, event);
    }

    @Override
    public void accept(Message message, Outbox outbox) {
      if (left[0]-- == 0) {
        event.happen(component, message, outbox);
      } else {
        component.accept(message, outbox);
      }
    }

    @Override
    public MachineException unfinished() {
      return component.unfinished();
    }
  }

  private void bothEndWith(Supplier<Machine> machine, String... words) {
    assertThatThrownBy(() -> LoopMachine.run(machine.get()))
        .isInstanceOf(MachineException.class)
        .hasMessageContainingAll(words);
    assertThatThrownBy(() -> actors.run(machine.get()))
        .isInstanceOf(MachineException.class)
        .hasMessageContainingAll(words);
    // The actors are fit for the next run.
    GeneratedMachine.assertSame(
        "next run", actors.run(voted.machine()), LoopMachine.run(voted.machine()));
  }

  @Test
  void aReplicaThatNeverComesEndsTheRun() {
    bothEndWith(
        () ->
            voted.with(
                voted.injector(1), part -> Meddling.with(part, 1, (own, message, outbox) -> {})),
        "voter of lane 0 at cycle",
        "waits for replica 1 of fold 1 of layer 0");
  }

  @Test
  void aReplicaThatComesTwiceEndsTheRun() {
    bothEndWith(
        () ->
            voted.with(
                voted.injector(2),
                part ->
                    Meddling.with(
                        part,
                        1,
                        (own, message, outbox) -> {
                          own.accept(message, outbox);
                          own.accept(message, outbox);
                        })),
        "voter of lane 0 at cycle",
        "replica 2 of fold 1 of layer 0 came twice");
  }

  @Test
  void aResultThatNeverComesOrComesTwiceEndsTheRunWithoutVotersToo() {
    bothEndWith(
        () -> bare.with(bare.lane(), part -> Meddling.with(part, 2, (own, message, outbox) -> {})),
        "output buffer at cycle",
        "fold 2 of layer 0 lacks 1 of its results");
    bothEndWith(
        () ->
            bare.with(
                bare.injector(0),
                part ->
                    Meddling.with(
                        part,
                        7,
                        (own, message, outbox) -> {
                          own.accept(message, outbox);
                          own.accept(message, outbox);
                          own.accept(message, outbox);
                        })),
        "output buffer at cycle",
        "of layer 0");
  }

  /** Sixteen folds bring two streams each; without one, others meet that do not belong together. */
  @Test
  void aStreamThatNeverComesIsMissedWhereItShouldHaveMet() {
    bothEndWith(
        () ->
            bare.with(
                bare.element(), part -> Meddling.with(part, 31, (own, message, outbox) -> {})),
        "processing element (1,0) at cycle",
        "waits for a stream from the");
    bothEndWith(
        () ->
            bare.with(bare.element(), part -> Meddling.with(part, 0, (own, message, outbox) -> {})),
        "processing element (1,0) at cycle",
        "operands of fold",
        "meet those of fold");
  }

  @Test
  void aComponentThatFailsEndsTheRun() {
    bothEndWith(
        () ->
            bare.with(
                bare.lane(),
                part ->
                    Meddling.with(
                        part,
                        3,
                        (own, message, outbox) -> {
                          throw new IllegalStateException("worn out");
                        })),
        "result lane 0 at cycle",
        "worn out");
    bothEndWith(
        () ->
            bare.with(
                bare.outputBuffer(),
                part ->
                    Meddling.with(
                        part,
                        0,
                        (own, message, outbox) -> {
                          throw new StackOverflowError("too deep");
                        })),
        "output buffer at cycle",
        "too deep");
  }
}
