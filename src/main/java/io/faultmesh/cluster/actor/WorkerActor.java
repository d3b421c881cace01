package io.faultmesh.cluster.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import io.faultmesh.cluster.Depot.Arrival;
import io.faultmesh.cluster.WorkerJob;
import io.faultmesh.cluster.WorkerJob.Wanted;
import io.faultmesh.cluster.actor.Message.Ask;
import io.faultmesh.cluster.actor.Message.Hello;
import io.faultmesh.cluster.actor.Message.Over;
import io.faultmesh.cluster.actor.Message.Piece;
import io.faultmesh.cluster.actor.Message.Refused;
import io.faultmesh.cluster.actor.Message.ToCoordinator;
import io.faultmesh.cluster.actor.Message.ToLane;
import io.faultmesh.cluster.actor.Message.ToWorker;
import io.faultmesh.cluster.actor.Message.Trouble;
import io.faultmesh.cluster.actor.Message.Welcome;
import io.faultmesh.scenario.BadInputException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A worker in one coordinator's cluster: it finds the coordinator, fetches the job, has lanes. */
final class WorkerActor extends AbstractBehavior<ToWorker> {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Ticks after which a question without an answer is asked again. */
  private static final int AGAIN = 3;

  private record Found(Receptionist.Listing listing) implements ToWorker {}

  /** What must still travel, or why nobody can tell. */
  private record Missing(List<Wanted> files, Throwable failure) implements ToWorker {}

  private record Opened(WorkerJob job, Throwable failure) implements ToWorker {}

  private record Failed(int unit, Throwable failure) implements ToWorker {}

  private enum Tick implements ToWorker {
    INSTANCE
  }

  private final WorkerSession session;
  private final Duration patience;
  private final List<ActorRef<ToLane>> lanes = new ArrayList<>();
  private final Deque<Wanted> wanted = new ArrayDeque<>();
  private ActorRef<ToCoordinator> coordinator;
  private Optional<Welcome> welcome = Optional.empty();
  private Optional<Arrival> arrival = Optional.empty();
  private int silentTicks;
  private boolean finishing;

  private WorkerActor(
      ActorContext<ToWorker> context,
      TimerScheduler<ToWorker> timers,
      WorkerSession session,
      Duration patience) {
    super(context);
    this.session = session;
    this.patience = patience;
    context
        .getSystem()
        .receptionist()
        .tell(
            Receptionist.subscribe(
                CoordinatorActor.KEY,
                context.messageAdapter(Receptionist.Listing.class, Found::new)));
    timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
  }

  /**
   * A worker's life; it ends its actor system when there is nothing left to do in this cluster.
   *
   * @param patience how long to wait for a coordinator
   */
  static Behavior<ToWorker> create(WorkerSession session, Duration patience) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new WorkerActor(context, timers, session, patience)));
  }

  @Override
  public Receive<ToWorker> createReceive() {
    return newReceiveBuilder()
        .onMessage(Found.class, this::found)
        .onMessage(Welcome.class, this::welcome)
        .onMessage(Refused.class, refused -> fail(new BadInputException(refused.why())))
        .onMessage(Missing.class, this::missing)
        .onMessage(Piece.class, this::piece)
        .onMessage(Opened.class, this::opened)
        .onMessage(Failed.class, this::failed)
        .onMessage(Over.class, over -> over())
        .onMessage(Tick.class, tick -> tick())
        .onSignal(ChildFailed.class, failed -> fail(failed.getCause()))
        .onSignal(Terminated.class, this::laneEnded)
        .build();
  }

  /** The coordinator of this cluster came, or has gone for good. */
  private Behavior<ToWorker> found(Found found) {
    Optional<ActorRef<ToCoordinator>> one =
        found.listing.getServiceInstances(CoordinatorActor.KEY).stream().findFirst();
    if (one.isEmpty()) {
      return coordinator == null ? this : end();
    }
    coordinator = one.get();
    ask();
    return this;
  }

  /** Says what is asked for now. */
  private void ask() {
    silentTicks = 0;
    if (welcome.isEmpty()) {
      coordinator.tell(
          new Hello(getContext().getSelf(), session.name(), session.build(), session.threads()));
    } else if (arrival.isPresent()) {
      Arrival next = arrival.get();
      coordinator.tell(new Ask(getContext().getSelf(), next.hash(), next.offset()));
    }
  }

  private Behavior<ToWorker> welcome(Welcome given) {
    session.heard();
    if (welcome.isEmpty()) {
      welcome = Optional.of(given);
      look();
    }
    return this;
  }

  private void look() {
    Welcome job = welcome.orElseThrow();
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(
                () -> WorkerJob.missing(session.depot(), job.job(), job.bytes())),
            Missing::new);
  }

  private Behavior<ToWorker> missing(Missing missing) {
    if (missing.failure != null) {
      return fail(missing.failure);
    }
    wanted.addAll(missing.files);
    if (wanted.isEmpty()) {
      String job = welcome.orElseThrow().job();
      getContext().pipeToSelf(CompletableFuture.supplyAsync(() -> session.open(job)), Opened::new);
      return this;
    }
    try {
      fetch();
    } catch (BadInputException e) {
      return fail(e);
    }
    return this;
  }

  private void fetch() {
    Wanted next = wanted.poll();
    arrival = Optional.of(session.depot().arrival(next.hash(), next.bytes()));
    if (arrival.get().isWhole()) {
      arrived();
    } else {
      ask();
    }
  }

  private void arrived() {
    arrival.orElseThrow().keep();
    arrival = Optional.empty();
    if (wanted.isEmpty()) {
      look();
    } else {
      fetch();
    }
  }

  private Behavior<ToWorker> piece(Piece piece) {
    session.heard();
    if (arrival.isEmpty()) {
      return this;
    }
    try {
      arrival.get().add(piece.hash(), piece.offset(), piece.content());
      if (arrival.get().isWhole()) {
        arrived();
      } else {
        ask();
      }
    } catch (BadInputException e) {
      return fail(e);
    }
    return this;
  }

  private Behavior<ToWorker> opened(Opened opened) {
    if (opened.failure != null) {
      return fail(opened.failure);
    }
    session.heard();
    session.say("working, lanes: " + opened.job.lanes());
    ActorRef<ToWorker> self = getContext().getSelf();
    LaneActor.Owner owner =
        new LaneActor.Owner() {
          @Override
          public void failed(int unit, Throwable failure) {
            self.tell(new Failed(unit, failure));
          }

          @Override
          public void heard() {
            session.heard();
          }
        };
    for (int lane = 0; lane < opened.job.lanes(); lane++) {
      ActorRef<ToLane> one =
          getContext()
              .spawn(
                  LaneActor.create(opened.job, coordinator, session.name(), owner), "lane-" + lane);
      getContext().watch(one);
      lanes.add(one);
    }
    return this;
  }

  private Behavior<ToWorker> failed(Failed failed) {
    Throwable cause = cause(failed.failure);
    coordinator.tell(new Trouble(session.name(), failed.unit, "" + cause.getMessage()));
    return fail(cause);
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private Behavior<ToWorker> fail(Throwable failure) {
    Throwable cause = cause(failure);
    session.fail(
        cause instanceof RuntimeException known ? known : new IllegalStateException(cause));
    return end();
  }

  private Behavior<ToWorker> over() {
    session.over();
    return end();
  }

  /** Leaves the cluster; who waits for the actor system's end decides what follows. */
  private Behavior<ToWorker> end() {
    getContext().getSystem().terminate();
    return this;
  }

  private Behavior<ToWorker> laneEnded(Terminated ended) {
    lanes.removeIf(lane -> lane.path().equals(ended.getRef().path()));
    if (finishing && lanes.isEmpty()) {
      session.stop();
      return end();
    }
    return this;
  }

  private Behavior<ToWorker> tick() {
    if (!lanes.isEmpty() && session.deadline().isOver() && !finishing) {
      finishing = true;
      lanes.forEach(lane -> lane.tell(LaneActor.Finish.INSTANCE));
    } else if (lanes.isEmpty() && session.deadline().isOver()) {
      session.stop();
      return end();
    }
    if (coordinator == null) {
      return session.silentNanos() > patience.toNanos() ? end() : this;
    }
    silentTicks++;
    if (silentTicks >= AGAIN) {
      ask();
    }
    return this;
  }
}
