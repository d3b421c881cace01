package io.faultmesh.machine.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Runs machines with one actor per component. */
public final class ActorMachine implements AutoCloseable {
  private static final String DISPATCHER = "faultmesh.machine";
  private static final long STOP_SECONDS = 30;

  /**
   * A machine that is built when its turn comes.
   *
   * @param then gets what it did, on the thread that waits
   */
  public record Job(Supplier<Machine> machine, Consumer<Message.ImageResult> then) {}

  private record Pending(Job job, ImageRun run) {}

  private final ActorSystem<ImageRun> system;
  private final int threads;
  private long simulatedCycles;

  /**
   * Starts the actor system.
   *
   * @param threads of the dispatcher
   * @param throughput messages that an actor takes in a row
   */
  public ActorMachine(int threads, int throughput) {
    // Loggers exist before many actors ask for them at once.
    LoggerFactory.getLogger(ActorMachine.class);
    this.threads = threads;
    system = ActorSystem.create(supervisor(threads), "faultmesh", config(threads, throughput));
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

  /**
   * Gives runs their actors: as many sets as runs may be in flight, in turn. Starting the actors of
   * a machine costs more than a small image on it, so they stay for the next.
   */
  private static Behavior<ImageRun> supervisor(int sets) {
    return Behaviors.setup(
        context -> {
          Deque<List<ActorRef<ImageRun.Delivery>>> turns = new ArrayDeque<>();
          for (int i = 0; i < sets; i++) {
            turns.add(new ArrayList<>());
          }
          DispatcherSelector dispatcher = DispatcherSelector.fromConfig(DISPATCHER);
          return Behaviors.receiveMessage(
              run -> {
                List<ActorRef<ImageRun.Delivery>> actors = turns.poll();
                turns.add(actors);
                while (actors.size() < run.components()) {
                  var component = ComponentActor.create(actors.size());
                  actors.add(context.spawnAnonymous(component, dispatcher));
                }
                run.begin(
                    List.copyOf(actors), context.getSystem().dispatchers().lookup(dispatcher));
                return Behaviors.same();
              });
        });
  }

  /**
   * Runs one image.
   *
   * @throws io.faultmesh.machine.MachineException if a component fails, or waits for what never
   *     comes
   */
  public Message.ImageResult run(Machine machine) {
    return await(start(machine));
  }

  /**
   * Runs many images, one machine per thread at a time; their results are handed on in order.
   *
   * @throws io.faultmesh.machine.MachineException if a component fails, or waits for what never
   *     comes
   */
  public void runInOrder(Iterator<Job> jobs) {
    Deque<Pending> pending = new ArrayDeque<>();
    while (jobs.hasNext() || !pending.isEmpty()) {
      while (jobs.hasNext() && pending.size() < threads) {
        Job job = jobs.next();
        pending.add(new Pending(job, start(job.machine().get())));
      }
      Pending first = pending.poll();
      Message.ImageResult result = await(first.run());
      simulatedCycles += result.cycles();
      first.job().then().accept(result);
    }
  }

  /** Cycles of all images that ran in order. */
  public long simulatedCycles() {
    return simulatedCycles;
  }

  private ImageRun start(Machine machine) {
    ImageRun run = new ImageRun(machine);
    system.tell(run);
    return run;
  }

  private Message.ImageResult await(ImageRun run) {
    return run.await(system.getWhenTerminated().toCompletableFuture()::isDone);
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
