package io.faultmesh.campaign.shard;

import io.faultmesh.LenetRun;
import io.faultmesh.campaign.unit.UnitEngine;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.experiment.Inputs;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A crew of this process alone, which computes whatever it is handed, and counts it. */
final class ComputingCrew implements Crew {
  private final Scenario scenario;
  private final RunOptions options;
  private final Map<String, Integer> kinds = new TreeMap<>();

  ComputingCrew(Scenario scenario, RunOptions options) {
    this.scenario = scenario;
    this.options = options;
  }

  /** How many units of each kind it was handed. */
  Map<String, Integer> kinds() {
    return kinds;
  }

  @Override
  public void compute(
      CrewJob job,
      List<WorkUnit> units,
      Function<WorkUnit, byte[]> context,
      Supplier<List<WorkUnit>> next,
      BiConsumer<WorkUnit, byte[]> done) {
    FileLookup files = new FileLookup(LenetRun.BESIDES, List.of());
    try (Inputs inputs = Inputs.of(scenario, files, Optional.empty())) {
      Preparation prepared = inputs.calibrate(1);
      try (SplitWork work =
              SplitWork.of(scenario, options, prepared, prepared.protections(), job.kept());
          UnitEngine engine = work.engine()) {
        for (List<WorkUnit> round = units; !round.isEmpty(); round = next.get()) {
          for (WorkUnit unit : round) {
            kinds.merge(kind(work, unit), 1, Integer::sum);
            byte[] counts =
                work.compute(engine, unit.number(), context.apply(unit))
                    .toCompletableFuture()
                    .join()
                    .counts();
            done.accept(unit, counts);
          }
        }
      }
    }
  }

  private static String kind(SplitWork work, WorkUnit unit) {
    if (work.isSingle(unit)) {
      return "single";
    }
    return work.machine().has(unit) ? "machine" : "accuracy";
  }
}
