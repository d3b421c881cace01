package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FaultRecord;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.machine.result.Latency;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.Reaction;
import io.faultmesh.protection.mechanism.Parity;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.AcceleratorSettings.Cache;
import io.faultmesh.scenario.AcceleratorSettings.Dram;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Overlap;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What it costs on the machine to read words again: where they were detected, and only there. */
class RefetchCyclesTest {
  private static final int LATENCY = 30;
  private static final SingleLayer LAYER = SingleLayer.of(6, 6, 3, 1, 4, 12);
  private static final ArraySettings ARRAY = new ArraySettings(8, 8, null, Overlap.NONE, null);
  private static final AcceleratorSettings MEMORY =
      new AcceleratorSettings(
          null,
          null,
          new Cache(64, 64, 64, null),
          new Dram(4.0, LATENCY),
          AcceleratorSettings.Memory.REAL);

  /** A run in which these bits of a site flip. */
  private static ImageResult run(AcceleratorSettings memory, FaultSite site, long... addresses) {
    Protection design =
        LAYER.guarded(ARRAY, List.of(new Parity(List.of(site), 64, Reaction.REFETCH)));
    FaultRecord record = new FaultRecord("the test", true);
    for (long address : addresses) {
      record.add(Draw.of(0, 0, 0, 0, site), address);
    }
    FaultSettings faults = new FaultSettings(List.of(0.0), List.of(site), 1, 1L, null, null, null);
    FaultPlan plan = new FaultPlan(faults, Ber.of(0), record);
    DesignFaults own = new DesignFaults(plan, 0, design, new FlipTally(1));
    return LoopMachine.run(Machine.of(design, memory, own, 0, LAYER.image()));
  }

  @Test
  void aWordOfTheFirstFoldCostsAnAccessAndItsBytes() {
    ImageResult clean = run(MEMORY, FaultSite.WEIGHT);
    ImageResult one = run(MEMORY, FaultSite.WEIGHT, 5);
    assertThat(one.logits()).isEqualTo(clean.logits());
    assertThat(one.dramBytes() - clean.dramBytes()).isEqualTo(8);
    // Eight bytes at four a cycle.
    assertThat(one.cycles() - clean.cycles()).isEqualTo(LATENCY + 2);
    assertThat(one.activity().weightBuffer().writtenBytes())
        .isEqualTo(clean.activity().weightBuffer().writtenBytes() + 8);
    assertThat(one.latencies().histograms().get(Latency.DRAM).getTotalCount())
        .isEqualTo(clean.latencies().histograms().get(Latency.DRAM).getTotalCount() + 1);
  }

  @Test
  void wordsOfOneFoldAreOneAccess() {
    ImageResult clean = run(MEMORY, FaultSite.WEIGHT);
    // Words 0 and 2 of the first filter, word 4 once more.
    ImageResult three = run(MEMORY, FaultSite.WEIGHT, 0, 130, 257, 260, 270);
    assertThat(three.dramBytes() - clean.dramBytes()).isEqualTo(24);
    assertThat(three.cycles() - clean.cycles()).isEqualTo(LATENCY + 6);
  }

  @Test
  void anEvenNumberOfFlipsCostsNothingForItIsNotSeen() {
    ImageResult clean = run(MEMORY, FaultSite.WEIGHT);
    ImageResult missed = run(MEMORY, FaultSite.WEIGHT, 5, 6);
    assertThat(missed.logits()).isNotEqualTo(clean.logits());
    assertThat(missed.layers()).isEqualTo(clean.layers());
  }

  @Test
  void idealMemoryReadsAgainInNoTime() {
    ImageResult clean = run(SingleLayer.IDEAL, FaultSite.INPUT);
    ImageResult one = run(SingleLayer.IDEAL, FaultSite.INPUT, 77);
    assertThat(one.cycles()).isEqualTo(clean.cycles());
    assertThat(one.dramBytes() - clean.dramBytes()).isEqualTo(8);
  }

  @Test
  void aCodeOfTheTransferTravelsAgain() {
    ImageResult clean = run(MEMORY, FaultSite.DRAM);
    ImageResult one = run(MEMORY, FaultSite.DRAM, 5);
    // 8 bytes and a bit are 9.
    assertThat(one.dramBytes() - clean.dramBytes()).isEqualTo(9);
    assertThat(one.logits()).isEqualTo(clean.logits());
  }
}
