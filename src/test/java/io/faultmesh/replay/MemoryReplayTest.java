package io.faultmesh.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.machine.GeneratedMachine;
import io.faultmesh.machine.LoopMachine;
import io.faultmesh.machine.probe.Witness;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.machine.result.Latency;
import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.protection.mechanism.Razor;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.MeasureSettings.Trace;
import io.faultmesh.trace.EventKind;
import io.faultmesh.trace.TraceEvent;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Recorded requests of random machines on the same and on other memories, against whole runs. */
class MemoryReplayTest {
  private static final int MACHINES = 400;

  private static List<TraceEvent> record(GeneratedMachine generated) {
    Witness witness = new Witness(Trace.MEMORY, generated.network());
    LoopMachine.run(generated.build().watchedBy(witness));
    return witness.events();
  }

  private static MemoryReplay.Result play(GeneratedMachine recorded, AcceleratorSettings memory) {
    return MemoryReplay.play(
        record(recorded),
        recorded.design().array(),
        memory,
        recorded.design().protection(recorded.network())::dramBytes);
  }

  @Test
  void theRecordedMemoryGivesTheRecordedCycles() {
    for (long seed = 0; seed < MACHINES; seed++) {
      GeneratedMachine generated = GeneratedMachine.of(seed);
      if (waitsForSums(generated)) {
        continue;
      }
      String failure = "Failed on seed " + seed + ": " + generated.describe() + generated.memory();
      ImageResult run = LoopMachine.run(generated.build());
      MemoryReplay.Result replay = play(generated, generated.memory());
      compare(failure, replay, run, false);
      for (Latency kind : List.of(Latency.DRAM, Latency.FOLD, Latency.IMAGE)) {
        assertThat(replay.latencies().get(kind))
            .as(failure + kind)
            .isEqualTo(run.latencies().histograms().get(kind));
      }
    }
  }

  /** Requests do not tell that the array waited for late sums, so such replays are refused. */
  private static boolean waitsForSums(GeneratedMachine generated) {
    Razor razor = generated.design().razor();
    return razor != null && razor.recovery() == Razor.Recovery.REPLAY;
  }

  /** Compares layers; gives how many could be compared. */
  private static int compare(
      String failure, MemoryReplay.Result replay, ImageResult run, boolean onlyExact) {
    assertThat(replay.layers()).as(failure).hasSameSizeAs(run.layers());
    int compared = 0;
    for (int i = 0; i < run.layers().size(); i++) {
      LayerReport report = run.layers().get(i);
      MemoryReplay.Layer layer = replay.layers().get(i);
      if (!onlyExact || layer.feedback().isEmpty()) {
        compared++;
        assertThat(
                List.of(
                    (long) layer.folds(), layer.cycles(), layer.stallCycles(), layer.dramBytes()))
            .as(failure + ", layer " + i)
            .containsExactly(
                report.folds(), report.cycles(), report.stallCycles(), report.dramBytes());
      }
    }
    return compared;
  }

  private static AcceleratorSettings other(Random random, AcceleratorSettings memory) {
    int change = random.nextInt(4);
    double rate = memory.dram().bytesPerCycle() * (change == 0 ? 0.5 : 1);
    int latency = memory.dram().latencyCycles() + (change == 1 ? 1 + random.nextInt(50) : 0);
    int kib = change == 2 ? 1 << random.nextInt(4) : memory.cache().inputKiB();
    return new AcceleratorSettings(
        memory.array(),
        memory.dppu(),
        new AcceleratorSettings.Cache(kib, kib, kib, memory.cache().bytesPerCycle()),
        new AcceleratorSettings.Dram(change == 3 ? 2 * rate : rate, latency),
        memory.memory());
  }

  @Test
  void otherMemoriesGiveWhatAWholeRunGivesWhereTimingDoesNotFeedBack() {
    int layers = 0;
    int compared = 0;
    for (long seed = 0; seed < 2 * MACHINES; seed++) {
      GeneratedMachine recorded = GeneratedMachine.of(seed);
      if (waitsForSums(recorded)) {
        continue;
      }
      AcceleratorSettings memory = other(new Random(seed), recorded.memory());
      GeneratedMachine whole =
          new GeneratedMachine(recorded.network(), recorded.design(), memory, recorded.image());
      ImageResult run = LoopMachine.run(whole.build());
      layers += run.layers().size();
      compared +=
          compare(
              "Failed on seed %d: %s %s, recorded with %s"
                  .formatted(seed, recorded.describe(), memory, recorded.memory()),
              play(recorded, memory),
              run,
              true);
    }
    assertThat(compared).isGreaterThan(layers / 3);
  }

  @Test
  void missingEventsAreRefused() {
    GeneratedMachine generated = GeneratedMachine.of(5);
    for (EventKind kind : List.of(EventKind.FOLD, EventKind.FREE, EventKind.COMMIT)) {
      List<TraceEvent> events =
          record(generated).stream().filter(event -> event.kind() != kind).toList();
      assertThatThrownBy(
              () ->
                  MemoryReplay.play(
                      events, generated.design().array(), generated.memory(), bytes -> bytes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("are not all there");
    }
  }
}
