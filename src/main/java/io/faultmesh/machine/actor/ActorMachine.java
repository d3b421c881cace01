package io.faultmesh.machine.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.result.ImageResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Runs machines with one actor per component. */
public final class ActorMachine implements AutoCloseable {
  private static final String DISPATCHER = "faultmesh.machine";
  private static final long STOP_SECONDS = 30;

  /** Actors of machines that run at the same time. */
  private static final int MAX_ACTORS = 1 << 17;

  /**
   * A machine that is built when its turn comes.
   *
   * @param then gets what it did, on the thread that waits
   */
  public record Job(Supplier<Machine> machine, Consumer<ImageResult> then) {}

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

  /** The actors of one machine after another. */
  private static final class Crew {
    private final List<ActorRef<ImageRun.Delivery>> actors = new ArrayList<>();
    private ImageRun run;

    private boolean isIdle() {
      return run == null || run.outcome().isDone();
    }
  }

  /**
   * Gives runs their actors. To start those of a machine costs more than a small image on it, so
   * they stay for the next.
   */
  private static Behavior<ImageRun> supervisor() {
    return Behaviors.setup(
        context -> {
          List<Crew> crews = new ArrayList<>();
          DispatcherSelector dispatcher = DispatcherSelector.fromConfig(DISPATCHER);
          Executor pool = context.getSystem().dispatchers().lookup(dispatcher);
          return Behaviors.receiveMessage(
              run -> {
                Crew crew = crews.stream().filter(Crew::isIdle).findFirst().orElseGet(Crew::new);
                if (crew.run == null) {
                  crews.add(crew);
                }
                crew.run = run;
                while (crew.actors.size() < run.components()) {
                  var component = ComponentActor.create(crew.actors.size());
                  crew.actors.add(context.spawnAnonymous(component, dispatcher));
                }
                run.begin(List.copyOf(crew.actors), pool);
                return Behaviors.same();
              });
        });
  }

  /**
   * Runs one image.
   *
   * @throws io.faultmesh.machine.core.MachineException if a component fails, or waits for what
   *     never comes
   */
  public ImageResult run(Machine machine) {
    ImageRun run = new ImageRun(machine);
    system.tell(run);
    return await(run);
  }

  /**
   * Runs many images, a machine per thread at a time (fewer of large ones, which keep many threads
   * busy alone); their results are handed on in order.
   *
   * @throws io.faultmesh.machine.core.MachineException if a component fails, or waits for what
   *     never comes
   */
  public void runInOrder(Iterator<Job> jobs) {
    Deque<Pending> pending = new ArrayDeque<>();
    while (jobs.hasNext()) {
      Job job = jobs.next();
      ImageRun run = new ImageRun(job.machine().get());
      int most = Math.max(1, Math.min(threads, MAX_ACTORS / run.components()));
      while (pending.size() >= most) {
        finish(pending.poll());
      }
      pending.add(new Pending(job, run));
      system.tell(run);
    }
    while (!pending.isEmpty()) {
      finish(pending.poll());
    }
  }

  private void finish(Pending first) {
    ImageResult result = await(first.run());
    simulatedCycles += result.cycles();
    first.job().then().accept(result);
  }

  /** Cycles of all images that ran in order. */
  public long simulatedCycles() {
    return simulatedCycles;
  }

  private ImageResult await(ImageRun run) {
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
