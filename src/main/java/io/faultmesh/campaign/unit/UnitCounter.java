package io.faultmesh.campaign.unit;

import io.faultmesh.campaign.unit.AccuracyMeasurement.Cell;
import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.fast.CampaignLane.Golden;
import io.faultmesh.fast.CampaignLane.Struck;
import io.faultmesh.measure.PartTally;
import io.faultmesh.measure.Ranking;
import io.faultmesh.report.csv.GoldenImage;
import io.faultmesh.report.csv.ImageLines;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Counts what the images of a unit give. */
public final class UnitCounter {
  private final AccuracyMeasurement accuracy;
  private final WorkUnit unit;
  private final TrialBlock block;
  private final ImageLines lines;
  private final LongConsumer told;
  private final List<PartTally> cells = new ArrayList<>();
  private final List<List<StringBuilder>> texts = new ArrayList<>();
  private final List<Long> goldenCorrect = new ArrayList<>();

  /**
   * Starts a unit.
   *
   * @param first whether the unit has the campaign's first images; it counts flips of no image
   * @param lines of {@code images.csv}; null unless wanted
   * @param told hears of inferences when they are done
   */
  UnitCounter(
      AccuracyMeasurement accuracy,
      WorkUnit unit,
      TrialBlock block,
      boolean first,
      ImageLines lines,
      LongConsumer told) {
    this.accuracy = accuracy;
    this.unit = unit;
    this.block = block;
    this.lines = lines;
    this.told = told;
    for (Cell cell : accuracy.cells()) {
      cells.add(new PartTally(unit.trials(), unit.images(), cell.layers()));
      texts.add(Stream.generate(StringBuilder::new).limit(unit.images()).toList());
    }
    for (int run = 0; run < block.runs().size(); run++) {
      cells.get(cell(run)).addLasting(trial(run), block.lasting().get(run), first);
    }
  }

  private int cell(int run) {
    return run / unit.trials();
  }

  private int trial(int run) {
    return run % unit.trials();
  }

  /** Adds images without faults; the first block of trials counts them. */
  void add(Golden golden) {
    if (unit.firstTrial() > 0) {
      return;
    }
    told.accept((long) golden.labels().length * golden.golden().size());
    List<byte[][]> all = accuracy.owners(golden);
    for (int owner = 0; owner < all.size(); owner++) {
      if (goldenCorrect.size() == owner) {
        goldenCorrect.add(0L);
      }
      long correct = goldenCorrect.get(owner);
      for (int i = 0; i < golden.labels().length; i++) {
        correct += Ranking.top1(all.get(owner)[i]) == golden.labels()[i] ? 1 : 0;
      }
      goldenCorrect.set(owner, correct);
    }
  }

  /** Adds the same images under a run of the block; a run's images follow each other. */
  void add(Golden golden, int runNumber, Struck struck) {
    Run run = block.runs().get(runNumber);
    int cell = cell(runNumber);
    byte[][] all = accuracy.golden(golden);
    byte[][] own = golden.of(run.protection());
    for (int i = 0; i < golden.labels().length; i++) {
      int image = golden.firstIndex() + i - unit.firstImage();
      int label = golden.labels()[i];
      byte[] logits = struck.logits()[i];
      cells
          .get(cell)
          .add(
              trial(runNumber),
              image,
              label,
              Ranking.top1(all[i]),
              own[i],
              logits,
              struck.flips()[i]);
      if (lines != null) {
        GoldenImage without = new GoldenImage(golden.firstIndex() + i, label, all[i], own[i]);
        texts
            .get(cell)
            .get(image)
            .append(
                lines.line(
                    run.protection().name(),
                    run.plan().ber(),
                    run.trial(),
                    without,
                    logits,
                    struck.flips()[i].total()));
      }
    }
    told.accept(golden.labels().length);
  }

  /** All that was counted, when all images and runs have been added. */
  public UnitCounts counts() {
    List<List<String>> all =
        lines == null
            ? List.of()
            : texts.stream().map(cell -> cell.stream().map(Object::toString).toList()).toList();
    return new UnitCounts(unit, goldenCorrect, cells, all);
  }
}
