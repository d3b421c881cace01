package io.faultmesh.cluster.actor;

import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.cluster.Account;
import io.faultmesh.cluster.Shelf;
import io.faultmesh.cluster.UnitLedger;
import io.faultmesh.experiment.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What a coordinator hands out.
 *
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
