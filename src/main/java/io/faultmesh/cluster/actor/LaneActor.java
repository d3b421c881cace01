package io.faultmesh.cluster.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.delivery.ConsumerController;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.ServiceKey;
import io.faultmesh.campaign.unit.UnitEngine.Finished;
import io.faultmesh.cluster.Effort;
import io.faultmesh.cluster.Shelf;
import io.faultmesh.cluster.WorkerJob;
import io.faultmesh.cluster.actor.Message.Kept;
import io.faultmesh.cluster.actor.Message.Part;
import io.faultmesh.cluster.actor.Message.ToCoordinator;
import io.faultmesh.cluster.actor.Message.ToLane;
import io.faultmesh.cluster.actor.Message.Work;
import java.time.Duration;
import java.util.Arrays;

/**
 * Computes one unit after the other. A unit is confirmed when the coordinator has persisted it, so
 * one that is lost on the way goes to somebody else.
 */
final class LaneActor extends AbstractBehavior<ToLane> {
  static final ServiceKey<ConsumerController.Command<Work>> KEY =
      ServiceKey.create(ConsumerController.serviceKeyClass(), "units");

  private static final Duration AGAIN = Duration.ofSeconds(5);

  /** A unit came. */
  private record Came(ConsumerController.Delivery<Work> delivery) implements ToLane {}

  /** A unit is computed; or why not. */
  private record Computed(Finished finished, Throwable failure) implements ToLane {}

  private enum Again implements ToLane {
    INSTANCE
  }

  /** No more units are begun. */
  enum Finish implements ToLane {
    INSTANCE
  }

  /** What a lane tells its worker. */
  interface Owner {
    void failed(int unit, Throwable failure);

    void heard();
  }

  private final WorkerJob job;
  private final ActorRef<ToCoordinator> coordinator;
  private final String name;
  private final Owner owner;
  private final TimerScheduler<ToLane> timers;
  private ConsumerController.Delivery<Work> delivery;
  private Finished finished;
  private int sent;
  private boolean last;
  private long idleSince = System.nanoTime();
  private long waited;

  private LaneActor(
      ActorContext<ToLane> context,
      TimerScheduler<ToLane> timers,
      WorkerJob job,
      ActorRef<ToCoordinator> coordinator,
      String name,
      Owner owner) {
    super(context);
    this.timers = timers;
    this.job = job;
    this.coordinator = coordinator;
    this.name = name;
    this.owner = owner;
    ActorRef<ConsumerController.Command<Work>> consumer =
        context.spawn(ConsumerController.create(KEY), "consumer");
    ActorRef<ConsumerController.Delivery<Work>> deliveries =
        context.messageAdapter(ConsumerController.deliveryClass(), delivery -> new Came(delivery));
    consumer.tell(new ConsumerController.Start<>(deliveries));
  }

  /**
   * A lane.
   *
   * @param name of the worker
   */
  static Behavior<ToLane> create(
      WorkerJob job, ActorRef<ToCoordinator> coordinator, String name, Owner owner) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new LaneActor(context, timers, job, coordinator, name, owner)));
  }

  @Override
  public Receive<ToLane> createReceive() {
    return newReceiveBuilder()
        .onMessage(Came.class, this::came)
        .onMessage(Computed.class, this::computed)
        .onMessage(Kept.class, this::kept)
        .onMessage(Again.class, again -> send())
        .onMessage(Finish.class, finish -> finish())
        .build();
  }

  private Behavior<ToLane> came(Came came) {
    delivery = came.delivery;
    waited = System.nanoTime() - idleSince;
    getContext()
        .pipeToSelf(
            job.compute(delivery.message().unit(), delivery.message().context()), Computed::new);
    return this;
  }

  private Behavior<ToLane> computed(Computed computed) {
    if (computed.failure != null) {
      owner.failed(delivery.message().unit(), computed.failure);
      return Behaviors.stopped();
    }
    finished = computed.finished;
    idleSince = System.nanoTime();
    sent = 0;
    timers.startTimerWithFixedDelay(Again.INSTANCE, AGAIN);
    return send();
  }

  private Behavior<ToLane> send() {
    byte[] all = finished.counts();
    int end = Math.min(all.length, sent + Shelf.PIECE_BYTES);
    coordinator.tell(
        new Part(
            getContext().getSelf(),
            name,
            delivery.message().unit(),
            sent,
            all.length,
            Arrays.copyOfRange(all, sent, end),
            new Effort(finished.busyNanos(), finished.cpuNanos(), waited)));
    return this;
  }

  private Behavior<ToLane> kept(Kept kept) {
    owner.heard();
    if (finished == null || kept.unit() != delivery.message().unit() || kept.offset() <= sent) {
      return this;
    }
    sent = kept.offset();
    if (sent < finished.counts().length) {
      return send();
    }
    timers.cancel(Again.INSTANCE);
    finished = null;
    delivery.confirmTo().tell(ConsumerController.confirmed());
    delivery = null;
    return last ? Behaviors.stopped() : this;
  }

  private Behavior<ToLane> finish() {
    last = true;
    return delivery == null ? Behaviors.stopped() : this;
  }
}
