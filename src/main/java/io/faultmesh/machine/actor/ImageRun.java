package io.faultmesh.machine.actor;

import akka.actor.typed.ActorRef;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.result.ImageResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** One machine, run for one image by actors that other machines use before and after it. */
final class ImageRun implements Outbox {

  /** A message to one component of a run. */
  record Delivery(ImageRun run, Message message) {}

  /** How often a run looks whether it is stuck; how soon that shows, and nothing else. */
  private static final long LOOK_MILLIS = 500;

  private final Machine machine;
  private final CompletableFuture<ImageResult> outcome = new CompletableFuture<>();
  private List<ActorRef<Delivery>> actors;
  private volatile ForkJoinPool pool;

  ImageRun(Machine machine) {
    this.machine = machine;
  }

  /** The image's result, or the first failure of any component. */
  CompletableFuture<ImageResult> outcome() {
    return outcome;
  }

  int components() {
    return machine.components().size();
  }

  /**
   * The image's result, once it is there.
   *
   * @param hasEnded whether the actors are gone
   * @throws MachineException if a component fails, or waits for what never comes
   */
  ImageResult await(BooleanSupplier hasEnded) {
    boolean atRest = false;
    while (true) {
      try {
        return outcome.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // A pool at rest has no message on its way, so none will ever come.
        boolean rests = pool != null && pool.isQuiescent();
        if (hasEnded.getAsBoolean() || (rests && atRest)) {
          outcome.completeExceptionally(machine.stuck());
        }
        atRest = rests;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        MachineException stopped = new MachineException("machine", 0, "interrupted");
        outcome.completeExceptionally(stopped);
        throw stopped;
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new IllegalStateException(e.getCause());
      }
    }
  }

  /**
   * Starts.
   *
   * @param all actors by component number, at least as many as there are components
   * @param dispatcher of these actors
   */
  void begin(List<ActorRef<Delivery>> all, Executor dispatcher) {
    actors = all;
    send(Machine.FIRST, machine.begin());
    dispatcher.execute(() -> pool = ForkJoinTask.getPool());
  }

  /** Lets a component take a message. The first failure ends the run: nothing more is delivered. */
  void deliver(int component, Message message) {
    if (outcome.isDone()) {
      return;
    }
    try {
      machine.deliver(component, message, this);
    } catch (RuntimeException | Error e) {
      outcome.completeExceptionally(e);
    }
  }

  @Override
  public void send(int to, Message message) {
    if (to == Machine.OUTSIDE) {
      outcome.complete(machine.result((Message.Finished) message));
    } else {
      actors.get(to).tell(new Delivery(this, message));
    }
  }
}
