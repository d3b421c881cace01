package io.faultmesh.machine.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.Message;
import io.faultmesh.machine.Outbox;
import java.util.concurrent.CompletableFuture;

/**
 * Hosts one component: what comes to the actor goes to the component, and what it emits goes on.
 */
final class ComponentActor {
  private ComponentActor() {}

  /**
   * An actor for a component.
   *
   * @param all actors by component number; complete before the first message is sent
   * @param outcome gets the image's result, or the first failure of any component
   */
  static Behavior<Message> create(
      Machine machine,
      int component,
      ActorRef<Message>[] all,
      CompletableFuture<Message.ImageResult> outcome) {
    Outbox outbox =
        (to, message) -> {
          if (to == Machine.OUTSIDE) {
            outcome.complete(((Message.Finished) message).result());
          } else {
            all[to].tell(message);
          }
        };
    return Behaviors.receiveMessage(
        message -> {
          try {
            machine.deliver(component, message, outbox);
            return Behaviors.same();
          } catch (RuntimeException | Error e) {
            // The run ends with the first failure; whoever waits for it stops the actors.
            outcome.completeExceptionally(e);
            return Behaviors.stopped();
          }
        });
  }
}
