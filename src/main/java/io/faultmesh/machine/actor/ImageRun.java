package io.faultmesh.machine.actor;

import akka.actor.typed.ActorRef;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.MachineException;
import io.faultmesh.machine.Message;
import io.faultmesh.machine.Outbox;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/** One machine, run for one image by actors that other machines use before and after it. */
final class ImageRun implements Outbox {

  /** A message to one component of a run. */
  record Delivery(ImageRun run, Message message) {}

  private final Machine machine;
  private final CompletableFuture<Message.ImageResult> outcome = new CompletableFuture<>();
  private List<ActorRef<Delivery>> actors;

  ImageRun(Machine machine) {
    this.machine = machine;
  }

  /** The image's result, or the first failure of any component. */
  CompletableFuture<Message.ImageResult> outcome() {
    return outcome;
  }

  /** Starts, on as many actors as there are components. */
  void begin(IntFunction<List<ActorRef<Delivery>>> places) {
    try {
      actors = places.apply(machine.components().size());
      send(Machine.FIRST, machine.begin());
    } catch (RuntimeException | Error e) {
      outcome.completeExceptionally(new MachineException("machine", 0, e));
    }
  }

  /** Lets a component take a message. The first failure ends the run: nothing more is delivered. */
  void deliver(int component, Message message) {
    if (outcome.isDone()) {
      return;
    }
    try {
      machine.deliver(component, message, this);
    } catch (MachineException e) {
      outcome.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      // Whatever it is: whoever waits must not wait for ever.
      outcome.completeExceptionally(
          new MachineException(machine.name(component), message.cycle(), e));
    }
  }

  @Override
  public void send(int to, Message message) {
    if (to == Machine.OUTSIDE) {
      outcome.complete(((Message.Finished) message).result());
    } else {
      actors.get(to).tell(new Delivery(this, message));
    }
  }
}
