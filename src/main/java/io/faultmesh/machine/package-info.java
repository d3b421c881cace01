/**
 * The machine: the accelerator as components that exchange timestamped messages.
 *
 * <p>A component is a plain class: state, and {@code accept(message, outbox)}. It has no clock but
 * the cycles that messages carry; its time is the maximum of its inputs' times plus its own
 * latency, so results do not depend on the order in which messages of different senders arrive. One
 * message is a whole stream of values with the cycle of its first. {@link
 * io.faultmesh.machine.LoopMachine} drives the components in a plain loop; only the package {@code
 * actor} knows Akka.
 */
package io.faultmesh.machine;
