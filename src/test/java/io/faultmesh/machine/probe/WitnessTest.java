package io.faultmesh.machine.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FlipLog;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.GeneratedMachine;
import io.faultmesh.machine.LoopMachine;
import io.faultmesh.machine.ShuffledMachine;
import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.protection.mechanism.Razor;
import io.faultmesh.scenario.MeasureSettings.Trace;
import io.faultmesh.trace.EventKind;
import io.faultmesh.trace.TraceEvent;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** What is told of random machines, against what they say themselves. */
class WitnessTest {
  private static final int MACHINES = 150;

  private static String failure(long seed, GeneratedMachine generated) {
    return "Failed on seed " + seed + ": " + generated.describe() + generated.memory();
  }

  private static Witness watch(GeneratedMachine generated, Trace level) {
    Witness witness = new Witness(level, generated.network());
    LoopMachine.run(generated.build().watchedBy(witness));
    return witness;
  }

  @Test
  void watchingChangesNothing() {
    for (long seed = 0; seed < MACHINES; seed++) {
      GeneratedMachine generated = GeneratedMachine.of(seed);
      Witness witness = new Witness(Trace.FULL, generated.network());
      GeneratedMachine.assertSame(
          failure(seed, generated),
          LoopMachine.run(generated.build().watchedBy(witness)),
          LoopMachine.run(generated.build()));
      assertThat(witness.events()).isNotEmpty();
    }
  }

  @Test
  void noOrderOfDeliveryShowsInTheEvents() {
    try (ActorMachine actors = new ActorMachine(2, 7)) {
      for (long seed = 0; seed < MACHINES; seed++) {
        GeneratedMachine generated = GeneratedMachine.of(seed);
        List<TraceEvent> expected = watch(generated, Trace.FULL).events();
        Witness shuffled = new Witness(Trace.FULL, generated.network());
        ShuffledMachine.run(generated.build().watchedBy(shuffled), seed);
        assertThat(shuffled.events()).as(failure(seed, generated)).isEqualTo(expected);
        Witness acted = new Witness(Trace.FULL, generated.network());
        actors.run(generated.build().watchedBy(acted));
        assertThat(acted.events()).as(failure(seed, generated)).isEqualTo(expected);
      }
    }
  }

  @Test
  void everyFlipAndCheckThatIsCountedIsToldAndNoOther() {
    for (long seed = 0; seed < 4 * MACHINES; seed++) {
      GeneratedMachine generated = GeneratedMachine.of(seed);
      FlipTally tally = new FlipTally(generated.network().layers().size(), new FlipLog());
      Witness witness = new Witness(Trace.FAULTS, generated.network());
      LoopMachine.run(generated.build(tally).watchedBy(witness));
      Set<String> counted = new TreeSet<>();
      for (FlipLog.Entry entry : tally.log().entries()) {
        boolean vote = entry.replica() == FlipLog.VOTED;
        counted.add(
            text(
                vote,
                entry.cells() + " " + entry.outcome(),
                entry.layer(),
                entry.replica() % 3,
                entry.value(),
                entry.mask()));
      }
      Set<String> told = new TreeSet<>();
      for (TraceEvent event : witness.events()) {
        boolean vote = event.kind() == EventKind.VOTE;
        told.add(
            text(
                vote,
                new Cells(event.site(), event.cells()) + " " + event.outcome(),
                event.layer(),
                event.replica(),
                event.valueNumber(),
                event.flips()));
      }
      assertThat(told).as(failure(seed, generated)).isEqualTo(counted);
    }
  }

  private static String text(
      boolean vote, String cells, int layer, int replica, long value, long flips) {
    return "%s %s %d %d %d %x".formatted(vote, cells, layer, replica, value, flips);
  }

  private static long sum(
      List<TraceEvent> events, Set<EventKind> kinds, ToLongFunction<TraceEvent> field) {
    return events.stream().filter(e -> kinds.contains(e.kind())).mapToLong(field).sum();
  }

  @Test
  void foldsLayersAndBytesAreThoseOfTheReport() {
    for (long seed = 0; seed < MACHINES; seed++) {
      GeneratedMachine generated = GeneratedMachine.of(seed);
      Witness witness = new Witness(Trace.MEMORY, generated.network());
      ImageResult result = LoopMachine.run(generated.build().watchedBy(witness));
      List<TraceEvent> events = witness.events();
      String failure = failure(seed, generated);
      List<LayerReport> layers = result.layers();
      assertThat(sum(events, Set.of(EventKind.FOLD), event -> 1))
          .as(failure)
          .isEqualTo(layers.stream().mapToLong(LayerReport::folds).sum());
      assertThat(sum(events, Set.of(EventKind.LAYER), event -> event.durationCycles() - 1))
          .as(failure)
          .isEqualTo(result.cycles());
      assertThat(sum(events, Set.of(EventKind.READ, EventKind.WRITE), TraceEvent::bytes))
          .as(failure)
          .isEqualTo(result.dramBytes());
      long waited = sum(events, Set.of(EventKind.FOLD), TraceEvent::value);
      long stretched =
          events.stream()
              .filter(e -> e.kind() == EventKind.STREAM && e.component().equals("cache"))
              .mapToLong(TraceEvent::value)
              .sum();
      long stalls = layers.stream().mapToLong(LayerReport::stallCycles).sum();
      // Waiting for late sums is a layer's, not a fold's.
      Razor razor = generated.design().razor();
      boolean waitsForSums = razor != null && razor.recovery() == Razor.Recovery.REPLAY;
      assertThat(waited + stretched <= stalls).as(failure).isTrue();
      if (!waitsForSums) {
        assertThat(waited + stretched).as(failure).isEqualTo(stalls);
      }
    }
  }
}
