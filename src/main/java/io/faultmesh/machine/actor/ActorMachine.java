package io.faultmesh.machine.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.MachineException;
import io.faultmesh.machine.Message;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;

/** Runs machines with one actor per component. */
public final class ActorMachine implements AutoCloseable {
  private static final String DISPATCHER = "faultmesh.machine";
  private static final long STOP_SECONDS = 30;

  /** How often a run looks whether it is stuck; how soon that shows, and nothing else. */
  private static final long LOOK_MILLIS = 500;

  /**
   * One image's run.
   *
   * @param started gets the pool that runs the components, once the first of them has its message
   */
  private record Run(
      Machine machine,
      CompletableFuture<ForkJoinPool> started,
      CompletableFuture<Message.ImageResult> outcome) {}

  private final ActorSystem<Run> system;

  /**
   * Starts the actor system.
   *
   * @param threads of the dispatcher
   * @param throughput messages that an actor takes in a row
   */
  public ActorMachine(int threads, int throughput) {
    // Loggers exist before many actors ask for them at once.
    LoggerFactory.getLogger(ActorMachine.class);
    system = ActorSystem.create(supervisor(), "faultmesh", config(threads, throughput));
  }

  private static Config config(int threads, int throughput) {
    Map<String, Object> values =
        Map.of(
            DISPATCHER + ".type",
            "Dispatcher",
            DISPATCHER + ".executor",
            "fork-join-executor",
            DISPATCHER + ".fork-join-executor.parallelism-min",
            threads,
            DISPATCHER + ".fork-join-executor.parallelism-max",
            threads,
            DISPATCHER + ".throughput",
            throughput,
            DISPATCHER + ".mailbox-type",
            "akka.dispatch.SingleConsumerOnlyUnboundedMailbox",
            "akka.jvm-shutdown-hooks",
            "off",
            "akka.jvm-exit-on-fatal-error",
            "off",
            "akka.log-dead-letters",
            "off",
            "akka.coordinated-shutdown.run-by-jvm-shutdown-hook",
            "off");
    return ConfigFactory.parseMap(values).withFallback(ConfigFactory.load());
  }

  /** For each run a parent of its own, which takes all its components along when it stops. */
  private static Behavior<Run> supervisor() {
    return Behaviors.setup(
        context ->
            Behaviors.receive(Run.class)
                .onMessage(
                    Run.class,
                    run -> {
                      ActorRef<Object> parent = context.spawnAnonymous(parent(run));
                      var unused =
                          run.outcome().whenComplete((result, failure) -> parent.tell("stop"));
                      return Behaviors.same();
                    })
                .build());
  }

  private static Behavior<Object> parent(Run run) {
    return Behaviors.setup(
        context -> {
          Machine machine = run.machine();
          ActorRef<Message>[] all = actors(machine.components().size());
          DispatcherSelector props = DispatcherSelector.fromConfig(DISPATCHER);
          for (int i = 0; i < all.length; i++) {
            all[i] =
                context.spawnAnonymous(
                    ComponentActor.create(machine, i, all, run.outcome()), props);
          }
          all[Machine.FIRST].tell(machine.begin());
          Executor pool = context.getSystem().dispatchers().lookup(props);
          pool.execute(() -> run.started().complete(ForkJoinTask.getPool()));
          return Behaviors.receive(Object.class)
              .onAnyMessage(stop -> Behaviors.stopped())
              .onSignal(Terminated.class, signal -> Behaviors.same())
              .build();
        });
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static ActorRef<Message>[] actors(int count) {
    return new ActorRef[count];
  }

  /**
   * Runs one image.
   *
   * @throws io.faultmesh.machine.MachineException if a component fails, or waits for what never
   *     comes
   */
  public Message.ImageResult run(Machine machine) {
    Run run = new Run(machine, new CompletableFuture<>(), new CompletableFuture<>());
    system.tell(run);
    ForkJoinPool pool = run.started().join();
    boolean atRest = false;
    while (true) {
      try {
        return run.outcome().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // A pool at rest has no message on its way, so none will ever come.
        if (atRest && pool.isQuiescent()) {
          run.outcome().completeExceptionally(machine.stuck());
        }
        atRest = pool.isQuiescent();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        MachineException stopped = new MachineException("machine", 0, "interrupted");
        run.outcome().completeExceptionally(stopped);
        throw stopped;
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new IllegalStateException(e.getCause());
      }
    }
  }

  @Override
  public void close() {
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the actor system does not stop", e);
    }
  }
}
