package io.faultmesh.campaign.unit;

import io.faultmesh.fast.Campaign.Batch;
import io.faultmesh.fast.CampaignLane;
import io.faultmesh.fast.CampaignLane.Golden;
import io.faultmesh.fast.CampaignLane.Struck;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.report.csv.ImageLines;
import java.util.function.LongConsumer;

/** Computes units, on the fast engine or from what another engine gave. */
public final class UnitWork {
  private final AccuracyMeasurement accuracy;
  private final WorkPlan plan;
  private final TrialBlocks blocks;
  private final ImageLines lines;
  private final LongConsumer told;

  /**
   * Prepares the work of a plan.
   *
   * @param lines of {@code images.csv}; null unless wanted
   */
  public UnitWork(AccuracyMeasurement accuracy, WorkPlan plan, ImageLines lines) {
    this(accuracy, plan, lines, inferences -> {});
  }

  private UnitWork(
      AccuracyMeasurement accuracy, WorkPlan plan, ImageLines lines, LongConsumer told) {
    this.accuracy = accuracy;
    this.plan = plan;
    this.blocks = new TrialBlocks(accuracy);
    this.lines = lines;
    this.told = told;
  }

  /** The same work for somebody who hears of inferences when they are done, within units, too. */
  public UnitWork telling(LongConsumer listener) {
    return new UnitWork(accuracy, plan, lines, listener);
  }

  public TrialBlock block(WorkUnit unit) {
    return blocks.of(unit);
  }

  public UnitCounter counter(WorkUnit unit) {
    boolean first = unit.firstImage() == plan.firstImage();
    return new UnitCounter(accuracy, unit, blocks.of(unit), first, lines, told);
  }

  /**
   * Computes a unit on the fast engine.
   *
   * @param batch images at once
   */
  public UnitCounts compute(CampaignLane lane, WorkUnit unit, int batch) {
    TrialBlock block = blocks.of(unit);
    UnitCounter counter = counter(unit);
    int end = unit.firstImage() + unit.images();
    for (int first = unit.firstImage(); first < end; first += batch) {
      Golden golden = lane.golden(first, Math.min(batch, end - first));
      counter.add(golden);
      for (int run = 0; run < block.runs().size(); run++) {
        Struck struck = lane.strike(block.runs().get(run), block.registers().get(run), false);
        counter.add(golden, run, struck);
      }
    }
    return counter.counts();
  }

  /** Runs a unit's images at once on the fast engine, and keeps every flip. */
  public Batch batch(CampaignLane lane, WorkUnit unit) {
    TrialBlock block = blocks.of(unit);
    Golden golden = lane.golden(unit.firstImage(), unit.images());
    int runs = block.runs().size();
    byte[][][] logits = new byte[runs][][];
    FlipTally[][] flips = new FlipTally[runs][];
    for (int run = 0; run < runs; run++) {
      Struck struck = lane.strike(block.runs().get(run), block.registers().get(run), true);
      logits[run] = struck.logits();
      flips[run] = struck.flips();
    }
    return new Batch(
        golden.firstIndex(), golden.labels(), golden.golden(), golden.ownGolden(), logits, flips);
  }

  /** Counts a batch of all runs of a unit. */
  public static void add(Batch batch, UnitCounter counter) {
    Golden golden =
        new Golden(batch.firstIndex(), batch.labels(), batch.golden(), batch.ownGolden());
    counter.add(golden);
    for (int run = 0; run < batch.logits().length; run++) {
      counter.add(golden, run, new Struck(batch.logits()[run], batch.flips()[run]));
    }
  }
}
