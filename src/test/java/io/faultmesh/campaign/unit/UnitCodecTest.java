package io.faultmesh.campaign.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;
import io.faultmesh.measure.DesignTally;
import io.faultmesh.measure.PartTally;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnitCodecTest {
  private static final int LAYERS = 3;

  private static FlipTally flips(Random random) {
    FlipTally flips = new FlipTally(LAYERS);
    flips.count(FaultSite.ACTIVATION, random.nextInt(LAYERS), 0, 5, random.nextInt(256));
    flips.countResidual(FaultSite.ACTIVATION, random.nextInt(LAYERS), 5, random.nextInt(256), true);
    Cells code = new Cells(FaultSite.WEIGHT, "secded");
    flips.countRedundant(code, 8, random.nextInt(LAYERS), 0, 3, random.nextInt(256));
    Outcome outcome = Outcome.values()[random.nextInt(Outcome.values().length)];
    flips.checked(code, random.nextInt(LAYERS), 3, outcome);
    if (random.nextInt(3) == 0) {
      flips.stopped();
    }
    return flips;
  }

  private static PartTally part(Random random, int trials, int images) {
    PartTally part = new PartTally(trials, images, LAYERS);
    part.addLasting(0, flips(random), true);
    for (int trial = 0; trial < trials; trial++) {
      for (int image = 0; image < images; image++) {
        byte[] own = new byte[4];
        byte[] logits = new byte[4];
        random.nextBytes(own);
        random.nextBytes(logits);
        int label = random.nextInt(4);
        part.add(trial, image, label, random.nextInt(4), own, logits, flips(random));
      }
    }
    return part;
  }

  @Test
  void aUnitIsReadAsItWasWritten() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      WorkUnit unit = new WorkUnit(7, 64, 1 + random.nextInt(5), 2, 1 + random.nextInt(4));
      List<PartTally> parts =
          List.of(
              part(random, unit.trials(), unit.images()),
              part(random, unit.trials(), unit.images()));
      UnitCounts counts = new UnitCounts(unit, List.of(3L, 9L), parts, List.of());
      byte[] bytes = UnitCodec.write(counts);
      UnitCounts read = UnitCodec.read(bytes, 7, List.of(LAYERS, LAYERS));
      assertThat(read.unit()).isEqualTo(unit);
      assertThat(read.goldenCorrect()).containsExactly(3L, 9L);
      assertThat(UnitCodec.write(read)).as("Failed on seed " + seed).isEqualTo(bytes);
      DesignTally was = new DesignTally(unit.trials(), LAYERS, false);
      DesignTally is = new DesignTally(unit.trials(), LAYERS, false);
      was.add(0, parts.get(0));
      is.add(0, read.cells().get(0));
      assertThat(is.accuracy()).isEqualTo(was.accuracy());
      assertThat(is.drop()).isEqualTo(was.drop());
      assertThat(is.masked()).isEqualTo(was.masked());
      assertThat(is.answered()).isEqualTo(was.answered());
      assertThat(is.flips().total()).isEqualTo(was.flips().total());
      assertThat(is.flips().guards()).isEqualTo(was.flips().guards());
    }
  }

  @Test
  void aUnitOfAnotherCampaignIsRefused() {
    UnitCounts counts =
        new UnitCounts(new WorkUnit(0, 0, 1, 0, 1), List.of(), List.of(), List.of());
    byte[] bytes = UnitCodec.write(counts);
    assertThatThrownBy(() -> UnitCodec.read(bytes, 0, List.of(LAYERS)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
