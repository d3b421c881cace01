package io.faultmesh.campaign.shard;

import io.faultmesh.campaign.unit.WorkUnit;
import java.util.List;
import java.util.function.BiConsumer;

/** Other processes that compute a run's units. */
public interface Crew {
  /**
   * Has units computed, in any order, and returns when they are, or when the time is up.
   *
   * @param job all that the others need to know
   * @param done gets each unit once, with its bytes, one at a time; refuses bytes that are not the
   *     unit's with an IllegalArgumentException
   */
  void compute(CrewJob job, List<WorkUnit> units, BiConsumer<WorkUnit, byte[]> done);
}
