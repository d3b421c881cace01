package io.faultmesh.campaign.shard;

import io.faultmesh.campaign.unit.WorkUnit;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Other processes that compute a run's units. */
public interface Crew {
  /**
   * Has units computed, a round's in any order, and returns when there is no other round, or when
   * the time is up.
   *
   * @param job all that the others need to know
   * @param units of the first round
   * @param context what whoever computes a unit must know beside its number
   * @param next the units of the next round, when those before are done; none at the end
   * @param done gets each unit once, with its bytes, one at a time; refuses bytes that are not the
   *     unit's with an IllegalArgumentException
   */
  void compute(
      CrewJob job,
      List<WorkUnit> units,
      Function<WorkUnit, byte[]> context,
      Supplier<List<WorkUnit>> next,
      BiConsumer<WorkUnit, byte[]> done);
}
