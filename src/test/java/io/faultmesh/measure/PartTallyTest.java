package io.faultmesh.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartTallyTest {
  private static final int TRIALS = 7;
  private static final int IMAGES = 24;

  private record Cell(int label, int goldenTop1, byte[] own, byte[] logits, FlipTally flips) {}

  private static Cell cell(Random random) {
    byte[] own = {(byte) random.nextInt(3), (byte) random.nextInt(3), 1};
    byte[] logits = random.nextBoolean() ? own : new byte[] {(byte) random.nextInt(3), 2, 0};
    FlipTally flips = new FlipTally(1);
    flips.count(FaultSite.ACTIVATION, 0, 0, 0, random.nextInt(4));
    if (random.nextInt(5) == 0) {
      flips.stopped();
    }
    return new Cell(random.nextInt(3), random.nextInt(3), own, logits, flips);
  }

  private static DesignTally cut(Cell[][] cells, int range, int block) {
    DesignTally tally = new DesignTally(TRIALS, 1, true);
    for (int first = 0; first < IMAGES; first += range) {
      int images = Math.min(range, IMAGES - first);
      for (int trial = 0; trial < TRIALS; trial += block) {
        int trials = Math.min(block, TRIALS - trial);
        PartTally part = new PartTally(trials, images, 1);
        for (int t = 0; t < trials; t++) {
          for (int i = 0; i < images; i++) {
            Cell one = cells[trial + t][first + i];
            part.add(t, i, one.label, one.goldenTop1, one.own, one.logits, one.flips);
          }
        }
        tally.add(trial, part);
      }
    }
    return tally;
  }

  private static List<Object> all(DesignTally tally) {
    List<Object> all = new ArrayList<>();
    all.add(tally.accuracy());
    all.add(tally.drop());
    all.add(tally.sdc1());
    all.add(tally.sdc5());
    all.add(tally.masked());
    all.add(tally.struck());
    all.add(tally.answered());
    all.add(tally.accuracyOfAnswered());
    all.add(tally.spread());
    all.add(tally.classes().counts());
    tally.trials().forEach(trial -> all.add(trial.counts()));
    return all;
  }

  @Test
  void anyCutOfTheWorkGivesTheSameResult() {
    for (int seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      Cell[][] cells = new Cell[TRIALS][IMAGES];
      for (Cell[] trial : cells) {
        for (int image = 0; image < IMAGES; image++) {
          trial[image] = cell(random);
        }
      }
      List<Object> whole = all(cut(cells, IMAGES, TRIALS));
      for (int[] cut : new int[][] {{1, 1}, {5, 3}, {IMAGES, 2}, {7, TRIALS}}) {
        assertThat(all(cut(cells, cut[0], cut[1]))).as("Failed on seed " + seed).isEqualTo(whole);
      }
    }
  }
}
