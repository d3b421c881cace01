package io.faultmesh.machine.actor;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;

/**
 * Stands at one place of the floor plan and hosts whatever component a run has there: what comes to
 * the actor goes to the component, and what that emits goes on.
 */
final class ComponentActor {
  private ComponentActor() {}

  static Behavior<ImageRun.Delivery> create(int component) {
    return Behaviors.receiveMessage(
        delivery -> {
          delivery.run().deliver(component, delivery.message());
          return Behaviors.same();
        });
  }
}
