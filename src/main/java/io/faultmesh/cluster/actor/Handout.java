package io.faultmesh.cluster.actor;

import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.cluster.Account;
import io.faultmesh.cluster.Shelf;
import io.faultmesh.cluster.UnitLedger;
import io.faultmesh.experiment.Deadline;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a coordinator hands out.
 *
 * @param context what must be known beside a unit's number
 * @param next the units of the next round, when those before are kept; none at the end
 * @param done keeps a unit
 * @param result completes when all is done, or the time is up
 * @param tells says a line to people
 */
record Handout(
    UnitLedger ledger,
    Shelf shelf,
    Account account,
    String build,
    Deadline deadline,
    Function<WorkUnit, byte[]> context,
    Supplier<List<WorkUnit>> next,
    BiConsumer<WorkUnit, byte[]> done,
    CompletableFuture<Void> result,
    Consumer<String> tells) {

  void say(String line) {
    tells.accept(line);
  }

  void end() {
    result.complete(null);
  }

  void fail(RuntimeException failure) {
    result.completeExceptionally(failure);
  }
}
