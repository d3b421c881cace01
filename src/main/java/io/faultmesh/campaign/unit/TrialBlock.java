package io.faultmesh.campaign.unit;

import io.faultmesh.fast.Campaign;
import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Registers;
import java.util.List;

/**
 * The runs of a block of trials, made ready.
 *
 * @param firstTrial of the block
 * @param runs every design at every rate in every trial of the block, in this order
 * @param registers by run
 * @param lasting by run, flips that belong to no image
 */
public record TrialBlock(
    int firstTrial, List<Run> runs, List<Registers[][]> registers, List<FlipTally> lasting) {

  static TrialBlock of(int firstTrial, List<Run> runs) {
    return new TrialBlock(
        firstTrial,
        runs,
        runs.stream().map(Campaign::registers).toList(),
        runs.stream().map(Campaign::perTrialFlips).toList());
  }
}
