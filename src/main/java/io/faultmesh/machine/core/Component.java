package io.faultmesh.machine.core;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.result.Residency;

/** A part of the machine: state, and what it does with a message. */
public interface Component {
  Residency NOTHING_STAYED = new Residency();

  /**
   * Takes a message and emits others. Messages of one sender come in the order in which they were
   * sent; those of different senders in any order.
   */
  void accept(Message message, Outbox outbox);

  /** Tells a probe from now on which flips and checks fall in it. */
  default void watchedBy(FaultProbe probe) {}

  /** What it has done so far; asked when the image is done. */
  default Activity activity() {
    return Activity.NONE;
  }

  /** How long data stood in it; asked once, when the image is done. */
  default Residency residency() {
    return NOTHING_STAYED;
  }

  /** The flips and checks that fell in it; asked when the image is done; null for none. */
  default FlipTally flips() {
    return null;
  }

  /** Asked when nothing moves any more: the error of what still waits for something, or null. */
  default MachineException unfinished() {
    return null;
  }
}
