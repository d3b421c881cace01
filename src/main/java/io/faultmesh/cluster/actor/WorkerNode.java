package io.faultmesh.cluster.actor;

import akka.actor.typed.ActorSystem;
import io.faultmesh.cluster.Address;
import io.faultmesh.cluster.Certificates;
import io.faultmesh.cluster.Depot;
import io.faultmesh.cluster.actor.Message.ToWorker;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.files.ProgramVersion;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Computes units for a coordinator, whenever there is one. */
public final class WorkerNode {
  /** How a worker ended. */
  public enum End {
    /** All units are finished. */
    OVER,
    /** The worker's own time is up. */
    STOPPED,
    /** Nobody was there for too long. */
    ALONE
  }

  private static final long PAUSE_MILLIS = 1000;

  private final Address coordinator;
  private final Optional<Certificates> certificates;
  private final Duration patience;
  private final WorkerSession session;

  private WorkerNode(
      Address coordinator,
      Optional<Certificates> certificates,
      Duration patience,
      WorkerSession session) {
    this.coordinator = coordinator;
    this.certificates = certificates;
    this.patience = patience;
    this.session = session;
  }

  /**
   * Works until all units are finished, the time is up, or no coordinator was heard of for long.
   *
   * @param patience how long to wait for a coordinator
   * @param tells says a line to people
   * @throws io.faultmesh.scenario.BadInputException if the coordinator has no use for this worker,
   *     or a unit cannot be computed
   */
  public static End work(
      Address coordinator,
      Optional<Certificates> certificates,
      Duration patience,
      Depot depot,
      RunOptions options,
      Consumer<String> tells) {
    WorkerSession session =
        new WorkerSession(name(coordinator), ProgramVersion.build(), depot, options, tells);
    return new WorkerNode(coordinator, certificates, patience, session).work();
  }

  private static String name(Address coordinator) {
    String host =
        coordinator
            .resolve()
            .map(address -> Address.localTowards(address, coordinator.port()))
            .orElse("worker");
    return host + "-" + ProcessHandle.current().pid();
  }

  private End work() {
    try {
      session.say("looking for a coordinator at " + coordinator.text());
      while (true) {
        Optional<InetAddress> address = coordinator.resolve();
        if (address.isPresent()) {
          join(address.get());
        }
        if (session.failure().isPresent()) {
          throw session.failure().get();
        }
        if (session.isOver()) {
          return End.OVER;
        }
        if (session.isStopped() || session.deadline().isOver()) {
          return End.STOPPED;
        }
        if (session.silentNanos() > patience.toNanos()) {
          return End.ALONE;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return End.STOPPED;
    } finally {
      session.close();
    }
  }

  /** One life as a member of a coordinator's cluster. */
  private void join(InetAddress address) throws InterruptedException {
    ActorSystem<ToWorker> system =
        ActorSystem.create(
            WorkerActor.create(session, patience),
            ClusterConfig.SYSTEM,
            ClusterConfig.of(
                ClusterConfig.WORKER,
                Address.localTowards(address, coordinator.port()),
                0,
                ClusterConfig.url(address.getHostAddress(), coordinator.port()),
                certificates));
    try {
      system.getWhenTerminated().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
