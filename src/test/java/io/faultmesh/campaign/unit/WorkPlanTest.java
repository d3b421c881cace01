package io.faultmesh.campaign.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WorkPlanTest {
  @Test
  void aUnitIsToldInPlainWords() {
    assertThat(new WorkUnit(0, 32, 1, 5, 1).text()).isEqualTo("image 32, trial 5");
    assertThat(new WorkUnit(0, 32, 2, 0, 5).text()).isEqualTo("images 32 to 33, trials 0 to 4");
  }

  @Test
  void unitsCoverEveryImageInEveryTrialOnce() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int first = random.nextInt(100);
      int images = random.nextInt(300);
      int trials = 1 + random.nextInt(200);
      int cells = 1 + random.nextInt(20);
      long macs = 1L << random.nextInt(36);
      WorkPlan whole = WorkPlan.of(first, images, trials, cells, macs, random.nextBoolean());
      int before = random.nextInt(trials);
      WorkPlan plan = before == 0 ? whole : whole.in(List.of(before, trials));
      int[][] seen = new int[images][trials];
      for (WorkUnit unit : plan.units()) {
        assertThat(unit.firstTrial() < before)
            .isEqualTo(before > 0 && unit.number() < plan.firstUnit(1))
            .isEqualTo(unit.firstTrial() + unit.trials() <= before);
        assertThat(unit.images()).isPositive();
        assertThat(unit.trials()).isPositive();
        for (int image = 0; image < unit.images(); image++) {
          for (int trial = 0; trial < unit.trials(); trial++) {
            seen[unit.firstImage() - first + image][unit.firstTrial() + trial]++;
          }
        }
      }
      for (int[] image : seen) {
        for (int count : image) {
          assertThat(count).as("Failed on seed " + seed).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void imagesOfAUnitDoNotDependOnTheNumberOfTrials() {
    WorkPlan few = WorkPlan.of(0, 1000, 3, 14, 41_000_000, false);
    WorkPlan many = WorkPlan.of(0, 1000, 3000, 14, 41_000_000, false);
    assertThat(many.rangeImages()).isEqualTo(few.rangeImages());
    assertThat(many.size()).isGreaterThan(many.ranges());
  }

  @Test
  void aCampaignWithoutDesignsStillRunsItsImagesWithoutFaults() {
    WorkPlan plan = WorkPlan.of(0, 70, 0, 0, 41_000_000, false);
    assertThat(plan.units().stream().mapToInt(WorkUnit::images).sum()).isEqualTo(70);
  }

  @Test
  void manyRunsShareAGoldenPassOfALargeNetwork() {
    for (long macs : new long[] {41_000_000, 3_860_000_000L, 15_500_000_000L}) {
      for (int cells : new int[] {1, 3, 14}) {
        WorkPlan plan = WorkPlan.of(0, 1000, 1000, cells, macs, false);
        assertThat(plan.blockTrials() * cells).as("%s MACs", macs).isGreaterThanOrEqualTo(14);
        assertThat(plan.unit(0).trials() * (long) cells * plan.rangeImages() * macs)
            .as("%s MACs, %s cells", macs, cells)
            .isLessThanOrEqualTo(400_000_000_000L);
      }
    }
  }
}
