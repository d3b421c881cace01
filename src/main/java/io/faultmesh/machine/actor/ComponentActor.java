package io.faultmesh.machine.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.Message;
import io.faultmesh.machine.Outbox;
import java.util.concurrent.CompletableFuture;

/**
 * Hosts one component: what comes to the actor goes to the component, and what it emits goes on.
 */
final class ComponentActor extends AbstractBehavior<Message> {
  private final Machine machine;
  private final int component;
  private final Outbox outbox;
  private final CompletableFuture<Message.ImageResult> outcome;

  private ComponentActor(
      ActorContext<Message> context,
      Machine machine,
      int component,
      ActorRef<Message>[] all,
      CompletableFuture<Message.ImageResult> outcome) {
    super(context);
    this.machine = machine;
    this.component = component;
    this.outcome = outcome;
    this.outbox =
        (to, message) -> {
          if (to == Machine.OUTSIDE) {
            outcome.complete(((Message.Finished) message).result());
          } else {
            all[to].tell(message);
          }
        };
  }

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
    return Behaviors.setup(
        context -> new ComponentActor(context, machine, component, all, outcome));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::deliver).build();
  }

  private Behavior<Message> deliver(Message message) {
    try {
      machine.deliver(component, message, outbox);
      return this;
    } catch (RuntimeException | Error e) {
      // The run ends with the first failure; whoever waits for the outcome stops the actors.
      outcome.completeExceptionally(e);
      return Behaviors.stopped();
    }
  }
}
