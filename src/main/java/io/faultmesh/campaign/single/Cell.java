package io.faultmesh.campaign.single;

import io.faultmesh.measure.Sampled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A block of a stratum, with what its sampled faults did under one design. */
final class Cell {
  private final Block block;
  private final Stratum stratum;
  private final Map<SingleOutcome, Long> outcomes = new EnumMap<>(SingleOutcome.class);

  /** Those that changed the answer, by step. */
  private final Sampled[] steps;

  private Cell(Block block, Stratum stratum, int steps) {
    this.block = block;
    this.stratum = stratum;
    this.steps = new Sampled[steps];
    Arrays.fill(this.steps, Sampled.NONE);
  }

  /**
   * All cells, stratum after stratum.
   *
   * @param masks outcomes by step
   */
  static List<Cell> of(Sample sample, List<Step> steps, List<byte[]> masks) {
    List<Cell> cells = new ArrayList<>();
    for (Stratum stratum : sample.strata()) {
      List<Cell> own = new ArrayList<>();
      stratum.blocks().forEach(block -> own.add(new Cell(block, stratum, steps.size())));
      for (int step = 0; step < steps.size(); step++) {
        Step.Range range = steps.get(step).of(stratum);
        int place = 0;
        for (int next = range.first(); next < range.end(); next++) {
          var fault = steps.get(step).faults().get(next);
          // Faults of a stratum come block by block.
          while (own.get(place).block.layer() != fault.layer()
              || own.get(place).block.bit() != fault.bit()) {
            place++;
          }
          own.get(place).add(step, masks.get(step)[next]);
        }
      }
      cells.addAll(own);
    }
    return cells;
  }

  private void add(int step, byte mask) {
    steps[step] = steps[step].plus(new Sampled(1, SingleOutcome.SDC_1.isIn(mask) ? 1 : 0));
    for (SingleOutcome outcome : SingleOutcome.values()) {
      if (outcome.isIn(mask)) {
        outcomes.merge(outcome, 1L, Long::sum);
      }
    }
  }

  Block block() {
    return block;
  }

  Stratum stratum() {
    return stratum;
  }

  Map<SingleOutcome, Long> outcomes() {
    return outcomes;
  }

  /** What a step sampled, and how much of it changed the answer; nothing if there was none. */
  Sampled step(int number) {
    return number < steps.length ? steps[number] : Sampled.NONE;
  }
}
