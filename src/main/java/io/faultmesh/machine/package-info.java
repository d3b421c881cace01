/**
 * The machine: the accelerator as components that exchange timestamped messages.
 *
 * <p>A component is a plain class: state, and {@code accept(message, outbox)}. It has no clock but
 * the cycles that messages carry; its time is the maximum of its inputs' times plus its own
 * latency, so results do not depend on the order in which messages of different senders arrive. One
 * message is a whole stream of values with the cycle of its first. {@link
 * io.faultmesh.machine.Machine} puts the components together; {@link
 * io.faultmesh.machine.LoopMachine} drives them in a plain loop; only the room {@code actor} knows
 * Akka. Example: {@code LoopMachine.run(Machine.of(design, accelerator, flips, 0, pixels))}.
 *
 * <p>The rooms inside, from below: {@code result} and {@code fault} know none of the others; {@code
 * work} says what there is to do; {@code core} what components say to each other; {@code memory}
 * and {@code part} are the components; {@code probe} watches them.
 */
package io.faultmesh.machine;
