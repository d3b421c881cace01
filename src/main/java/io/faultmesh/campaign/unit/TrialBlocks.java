package io.faultmesh.campaign.unit;

import java.util.LinkedHashMap;
import java.util.Map;

/** The blocks of trials in use: made when asked for, and few kept, however many there are. */
final class TrialBlocks {
  private static final int KEPT = 8;

  private final AccuracyMeasurement accuracy;
  private final Map<Integer, TrialBlock> blocks = new LinkedHashMap<>(KEPT, 0.75f, true);

  TrialBlocks(AccuracyMeasurement accuracy) {
    this.accuracy = accuracy;
  }

  synchronized TrialBlock of(WorkUnit unit) {
    TrialBlock block =
        blocks.computeIfAbsent(
            unit.firstTrial(), first -> TrialBlock.of(first, accuracy.runs(first, unit.trials())));
    if (blocks.size() > KEPT) {
      blocks.remove(blocks.keySet().iterator().next());
    }
    return block;
  }
}
