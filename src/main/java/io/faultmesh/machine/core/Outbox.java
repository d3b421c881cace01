package io.faultmesh.machine.core;

/** Where a component puts the messages that it emits. */
@FunctionalInterface
public interface Outbox {

  /**
   * Sends a message.
   *
   * @param to number of a component in the {@link Floorplan}
   */
  void send(int to, Message message);
}
