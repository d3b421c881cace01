package io.faultmesh.cluster.actor;

import akka.actor.typed.ActorSystem;
import com.sun.management.OperatingSystemMXBean;
import io.faultmesh.campaign.shard.Crew;
import io.faultmesh.campaign.shard.CrewJob;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.cluster.Account;
import io.faultmesh.cluster.Address;
import io.faultmesh.cluster.Certificates;
import io.faultmesh.cluster.Shelf;
import io.faultmesh.cluster.UnitLedger;
import io.faultmesh.cluster.actor.Message.ToCoordinator;
import io.faultmesh.experiment.Deadline;
import io.faultmesh.fast.Workers;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Listens for workers, and has units computed by those that come. */
public final class CoordinatorNode implements Crew {
  /** Workers hear that all is over before the coordinator leaves. */
  private static final long GRACE_MILLIS = 1000;

  private static final long STOP_SECONDS = 20;

  /** Without a finished unit in between. */
  private static final int MOST_RESTARTS = 10;

  private final Address address;
  private final String host;
  private final Optional<Certificates> certificates;
  private final Deadline deadline;
  private final Consumer<String> tells;
  private final Account account = new Account();
  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** CPU time of the process when the first unit was kept; what was before is the start. */
  private long started;

  private long cpuNanos;

  /**
   * A coordinator that listens when there is work.
   *
   * @param host the numeric form of the address
   * @param tells says a line to people
   */
  public CoordinatorNode(
      Address address,
      String host,
      Optional<Certificates> certificates,
      Deadline deadline,
      Consumer<String> tells) {
    this.address = address;
    this.host = host;
    this.certificates = certificates;
    this.deadline = deadline;
    this.tells = tells;
  }

  @Override
  public void compute(
      CrewJob job,
      List<WorkUnit> units,
      Function<WorkUnit, byte[]> context,
      Supplier<List<WorkUnit>> next,
      BiConsumer<WorkUnit, byte[]> done) {
    Handout handout =
        new Handout(
            new UnitLedger(units),
            Shelf.of(job),
            account,
            job.build(),
            deadline,
            context,
            next,
            (unit, counts) -> {
              done.accept(unit, counts);
              started = started == 0 ? process.getProcessCpuTime() : started;
            },
            new CompletableFuture<>(),
            tells);
    tells.accept("waiting for workers at " + address.text());
    int finished = 0;
    int put = 0;
    while (!serve(handout)) {
      // Workers that do not see the coordinator for a while, or half of it, may put it out.
      put = handout.ledger().finished() > finished ? 1 : put + 1;
      finished = handout.ledger().finished();
      if (put == MOST_RESTARTS) {
        throw new IllegalStateException("the cluster's actors have ended again and again");
      }
      tells.accept("the cluster has lost its coordinator; it begins again and waits for workers");
    }
    Workers.await(handout.result());
    cpuNanos = process.getProcessCpuTime() - started;
  }

  /** Whether all is done, or cannot be done; else the actors have ended without need. */
  private boolean serve(Handout handout) {
    String url = ClusterConfig.url(host, address.port());
    ActorSystem<ToCoordinator> system =
        ActorSystem.create(
            CoordinatorActor.create(handout),
            ClusterConfig.SYSTEM,
            ClusterConfig.of(ClusterConfig.COORDINATOR, host, address.port(), url, certificates));
    try {
      CompletableFuture.anyOf(
              handout.result().handle((end, failure) -> failure == null),
              system.getWhenTerminated().toCompletableFuture())
          .join();
      if (handout.result().isDone()) {
        Thread.sleep(GRACE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(system);
    }
    return handout.result().isDone();
  }

  /** Leaves the cluster. */
  static void end(ActorSystem<?> system) {
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // The process ends soon, and with it whatever hangs.
      return;
    }
  }

  /** What the work took, for people. */
  public String account() {
    return account.text(cpuNanos);
  }
}
