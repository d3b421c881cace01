package io.faultmesh.cluster.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.delivery.WorkPullingProducerController;
import akka.actor.typed.delivery.WorkPullingProducerController.RequestNext;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.ClusterEvent.ReachabilityEvent;
import akka.cluster.ClusterEvent.UnreachableMember;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.cluster.typed.Subscribe;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.cluster.actor.Message.Ask;
import io.faultmesh.cluster.actor.Message.Hello;
import io.faultmesh.cluster.actor.Message.Kept;
import io.faultmesh.cluster.actor.Message.Over;
import io.faultmesh.cluster.actor.Message.Part;
import io.faultmesh.cluster.actor.Message.Piece;
import io.faultmesh.cluster.actor.Message.Refused;
import io.faultmesh.cluster.actor.Message.ToCoordinator;
import io.faultmesh.cluster.actor.Message.ToLane;
import io.faultmesh.cluster.actor.Message.ToWorker;
import io.faultmesh.cluster.actor.Message.Trouble;
import io.faultmesh.cluster.actor.Message.Welcome;
import io.faultmesh.cluster.actor.Message.Work;
import io.faultmesh.scenario.BadInputException;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Hands out units to whoever asks for work, and takes results. */
final class CoordinatorActor extends AbstractBehavior<ToCoordinator> {
  static final ServiceKey<ToCoordinator> KEY =
      ServiceKey.create(ToCoordinator.class, "coordinator");

  private static final Duration TICK = Duration.ofSeconds(1);

  /** How long a worker may not be heard of. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A unit that fails so often fails everywhere. */
  private static final int FAILURES = 3;

  /** A lane is ready for another unit. */
  private record Demand(RequestNext<Work> next) implements ToCoordinator {}

  private record Reachability(ReachabilityEvent event) implements ToCoordinator {}

  private record Membership(MemberEvent event) implements ToCoordinator {}

  /** A worker that was not heard of for too long. */
  private record Lost(Member member) implements ToCoordinator {}

  private enum Tick implements ToCoordinator {
    INSTANCE
  }

  private final Handout handout;
  private final TimerScheduler<ToCoordinator> timers;
  private final Cluster cluster;
  private final Map<ActorRef<ToLane>, ByteArrayOutputStream> arriving = new HashMap<>();
  private final Set<ActorRef<ToWorker>> workers = new HashSet<>();
  private final Map<Integer, Integer> failures = new HashMap<>();
  private RequestNext<Work> open;

  private CoordinatorActor(
      ActorContext<ToCoordinator> context, TimerScheduler<ToCoordinator> timers, Handout handout) {
    super(context);
    this.handout = handout;
    this.timers = timers;
    this.cluster = Cluster.get(context.getSystem());
    ActorRef<WorkPullingProducerController.Command<Work>> producer =
        context.spawn(
            WorkPullingProducerController.create(
                Work.class, "units", LaneActor.KEY, Optional.empty()),
            "producer");
    ActorRef<RequestNext<Work>> demands =
        context.messageAdapter(
            WorkPullingProducerController.requestNextClass(), next -> new Demand(next));
    producer.tell(new WorkPullingProducerController.Start<>(demands));
    context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(ReachabilityEvent.class, Reachability::new),
                ReachabilityEvent.class));
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(MemberEvent.class, Membership::new), MemberEvent.class));
    timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
  }

  static Behavior<ToCoordinator> create(Handout handout) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new CoordinatorActor(context, timers, handout)));
  }

  @Override
  public Receive<ToCoordinator> createReceive() {
    return newReceiveBuilder()
        .onMessage(Hello.class, this::hello)
        .onMessage(Ask.class, this::ask)
        .onMessage(Demand.class, this::demand)
        .onMessage(Part.class, this::part)
        .onMessage(Trouble.class, this::trouble)
        .onMessage(Reachability.class, this::reachability)
        .onMessage(Membership.class, this::membership)
        .onMessage(Lost.class, this::lost)
        .onMessage(Tick.class, tick -> tick())
        .build();
  }

  private Behavior<ToCoordinator> hello(Hello hello) {
    if (handout.ledger().isComplete()) {
      hello.worker().tell(new Over());
    } else if (!hello.build().equals(handout.build())) {
      hello.worker().tell(new Refused("the coordinator is another build of faultmesh"));
    } else {
      if (workers.add(hello.worker())) {
        handout.say("worker " + hello.name() + " has come, lanes: " + hello.lanes());
      }
      hello.worker().tell(new Welcome(handout.shelf().job(), handout.shelf().jobBytes()));
    }
    return this;
  }

  private Behavior<ToCoordinator> ask(Ask ask) {
    handout
        .shelf()
        .piece(ask.hash(), ask.offset())
        .ifPresent(
            piece -> {
              handout.account().sent(piece.length);
              ask.worker().tell(new Piece(ask.hash(), ask.offset(), piece));
            });
    return this;
  }

  private Behavior<ToCoordinator> demand(Demand demand) {
    open = demand.next;
    handOut();
    return this;
  }

  private void handOut() {
    if (open == null) {
      return;
    }
    Optional<WorkUnit> unit = handout.ledger().next(System.nanoTime());
    unit.ifPresent(
        one -> {
          open.sendNextTo().tell(new Work(one.number(), handout.context().apply(one)));
          open = null;
        });
  }

  private Behavior<ToCoordinator> part(Part part) {
    ByteArrayOutputStream bytes =
        arriving.computeIfAbsent(part.lane(), lane -> new ByteArrayOutputStream());
    if (part.offset() == 0) {
      bytes.reset();
    }
    if (part.offset() != bytes.size()) {
      return this;
    }
    bytes.writeBytes(part.content());
    if (bytes.size() == part.total()) {
      arriving.remove(part.lane());
      keep(part, bytes.toByteArray());
    }
    part.lane().tell(new Kept(part.unit(), bytes.size()));
    return handout.ledger().isComplete() ? round() : this;
  }

  /** What cannot be kept, such as on a full disk, ends the run and not only its actors. */
  private <T> T orFail(Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      handout.fail(e);
      throw e;
    }
  }

  /** The next round, or the end. */
  private Behavior<ToCoordinator> round() {
    List<WorkUnit> units = orFail(handout.next());
    if (units.isEmpty()) {
      return end();
    }
    handout.ledger().add(units);
    handOut();
    return this;
  }

  private void keep(Part part, byte[] counts) {
    Optional<WorkUnit> missing = handout.ledger().missing(part.unit());
    missing.ifPresent(
        unit ->
            orFail(
                () -> {
                  handout.done().accept(unit, counts);
                  return unit;
                }));
    boolean first = handout.ledger().finish(part.unit(), System.nanoTime());
    handout.account().finished(part.name(), first, part.effort(), counts.length);
  }

  private Behavior<ToCoordinator> trouble(Trouble trouble) {
    handout.say("worker " + trouble.name() + " fails at unit " + trouble.unit());
    if (failures.merge(trouble.unit(), 1, Integer::sum) >= FAILURES) {
      handout.fail(
          new BadInputException(
              "unit " + trouble.unit() + " fails on every worker: " + trouble.why()));
    }
    return this;
  }

  private Behavior<ToCoordinator> end() {
    workers.forEach(worker -> worker.tell(new Over()));
    handout.end();
    return this;
  }

  /** The lost are let go one by one, however many others come and go. */
  private Behavior<ToCoordinator> reachability(Reachability reachability) {
    Member member = reachability.event.member();
    if (reachability.event instanceof UnreachableMember) {
      timers.startSingleTimer(member.uniqueAddress(), new Lost(member), PATIENCE);
    } else {
      timers.cancel(member.uniqueAddress());
    }
    return this;
  }

  private Behavior<ToCoordinator> lost(Lost lost) {
    cluster.manager().tell(new Down(lost.member.address()));
    return this;
  }

  private Behavior<ToCoordinator> membership(Membership membership) {
    if (membership.event instanceof MemberRemoved removed) {
      timers.cancel(removed.member().uniqueAddress());
      String gone = removed.member().address().toString();
      boolean known = workers.removeIf(one -> one.path().address().toString().equals(gone));
      arriving.keySet().removeIf(lane -> lane.path().address().toString().equals(gone));
      if (known && !handout.ledger().isComplete()) {
        handout.say(gone + " has gone; what it had in hand goes to others");
      }
    }
    return this;
  }

  private Behavior<ToCoordinator> tick() {
    if (handout.deadline().isOver()) {
      handout.end();
    }
    handOut();
    return this;
  }
}
