package io.faultmesh.campaign;

import io.faultmesh.experiment.Preparation;
import io.faultmesh.fast.Campaign;
import io.faultmesh.fast.Campaign.Batch;
import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FaultRecord;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.measure.DesignTally;
import io.faultmesh.measure.Ranking;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Exposure;
import io.faultmesh.protection.Protection;
import io.faultmesh.report.GoldenImage;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what a campaign's batches give, design by design and rate by rate. */
public final class AccuracyMeasurement {

  /** One design at one bit error rate. */
  record Cell(Protection protection, FaultPlan plan, Exposure exposure, DesignTally tally) {}

  /** Takes what one image gave. */
  interface ImageSink {
    void image(String design, Ber ber, int trial, GoldenImage image, byte[] logits, long flips);
  }

  private final IntegerNetwork golden;
  private final List<Cell> cells = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();
  private final List<Cell> cellOfRun = new ArrayList<>();

  /** By network, and by the name of a design whose guards may change answers. */
  private final Map<Object, Long> goldenCorrect = new HashMap<>();

  private long images;

  /**
   * A measurement.
   *
   * @param recorded faults to play again; null to draw them
   */
  AccuracyMeasurement(List<Protection> protections, Preparation prepared, FaultRecord recorded) {
    this.golden = prepared.golden();
    FaultSettings faults = prepared.faults();
    for (Protection protection : protections) {
      for (Ber ber : faults.points()) {
        FaultPlan plan = prepared.plan(ber, recorded);
        DesignTally tally =
            new DesignTally(faults.trials(), protection.layers().size(), plan.lastsForTrials());
        Cell cell = new Cell(protection, plan, new Exposure(plan, protection), tally);
        cells.add(cell);
        for (int trial = 0; trial < faults.trials(); trial++) {
          Run run = new Run(protection, plan, trial);
          runs.add(run);
          cellOfRun.add(cell);
          tally.addLasting(trial, Campaign.perTrialFlips(run));
        }
      }
    }
  }

  public List<Run> runs() {
    return runs;
  }

  List<Cell> cells() {
    return cells;
  }

  /** Takes in the next batch, in data set order. */
  void add(Batch batch, ImageSink sink) {
    int count = batch.labels().length;
    batch.golden().forEach((network, logits) -> countGolden(network, logits, batch.labels()));
    batch.ownGolden().forEach((name, logits) -> countGolden(name, logits, batch.labels()));
    for (int image = 0; image < count; image++) {
      byte[] goldenLogits = batch.golden().get(golden)[image];
      int label = batch.labels()[image];
      int goldenTop1 = Ranking.top1(goldenLogits);
      for (int r = 0; r < runs.size(); r++) {
        Run run = runs.get(r);
        Cell cell = cellOfRun.get(r);
        FlipTally flips = batch.flips()[r][image];
        byte[] logits = batch.logits()[r][image];
        byte[] ownGolden = batch.golden(run.protection())[image];
        cell.tally.add(run.trial(), label, goldenTop1, ownGolden, logits, flips);
        sink.image(
            run.protection().name(),
            run.plan().ber(),
            run.trial(),
            new GoldenImage(batch.firstIndex() + image, label, goldenLogits, ownGolden),
            logits,
            flips.total());
      }
    }
    images += count;
  }

  private void countGolden(Object owner, byte[][] logits, int[] labels) {
    long correct = 0;
    for (int i = 0; i < labels.length; i++) {
      correct += Ranking.top1(logits[i]) == labels[i] ? 1 : 0;
    }
    goldenCorrect.merge(owner, correct, Long::sum);
  }

  long images() {
    return images;
  }

  /** The accuracy of a design without faults. */
  double goldenAccuracy(Protection design) {
    Long own = goldenCorrect.get(design.name());
    return own == null ? goldenAccuracy(design.network()) : (double) own / images;
  }

  double goldenAccuracy(IntegerNetwork network) {
    return (double) goldenCorrect.get(network) / images;
  }
}
