package io.faultmesh.fast;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Registers;
import io.faultmesh.protection.DesignFaults;

/** What a campaign prepares for a run, for tests that run single batches. */
final class Campaigns {
  private Campaigns() {}

  static Registers[][] registers(Campaign.Run run) {
    return new DesignFaults(run.plan(), run.trial(), run.protection(), new FlipTally(0))
        .registers();
  }
}
