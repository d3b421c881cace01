package io.faultmesh.machine.actor;

import akka.actor.typed.ActorRef;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.MachineException;
import io.faultmesh.machine.Message;
import io.faultmesh.machine.Outbox;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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

  int components() {
    return machine.components().size();
  }

  /** Starts; the actors are there by component number. */
  void begin(List<ActorRef<Delivery>> all) {
    actors = all;
    send(Machine.FIRST, machine.begin());
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
    } catch (Throwable e) {
      // Errors, too: whoever waits must not wait for ever.
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
