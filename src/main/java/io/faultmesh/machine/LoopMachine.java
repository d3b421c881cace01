package io.faultmesh.machine;

import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.result.ImageResult;

/**
 * Drives a machine in a plain loop: messages are delivered in the order in which they were sent.
 */
public final class LoopMachine {
  private static final int FIRST_CAPACITY = 1 << 12;

  private final Machine machine;
  private int[] receivers = new int[FIRST_CAPACITY];
  private Message[] messages = new Message[FIRST_CAPACITY];
  private int head;
  private int count;
  private ImageResult result;

  private LoopMachine(Machine machine) {
    this.machine = machine;
  }

  /** Runs one image. */
  public static ImageResult run(Machine machine) {
    return new LoopMachine(machine).run();
  }

  private ImageResult run() {
    send(Machine.FIRST, machine.begin());
    Outbox outbox = this::send;
    while (count > 0) {
      int to = receivers[head];
      Message message = messages[head];
      messages[head] = null;
      head = (head + 1) & (messages.length - 1);
      count--;
      machine.deliver(to, message, outbox);
    }
    if (result == null) {
      throw machine.stuck();
    }
    return result;
  }

  private void send(int to, Message message) {
    if (to == Machine.OUTSIDE) {
      result = machine.result((Message.Finished) message);
      return;
    }
    if (count == messages.length) {
      grow();
    }
    int tail = (head + count) & (messages.length - 1);
    receivers[tail] = to;
    messages[tail] = message;
    count++;
  }

  private void grow() {
    int[] moreReceivers = new int[2 * count];
    Message[] moreMessages = new Message[2 * count];
    for (int i = 0; i < count; i++) {
      int from = (head + i) & (messages.length - 1);
      moreReceivers[i] = receivers[from];
      moreMessages[i] = messages[from];
    }
    receivers = moreReceivers;
    messages = moreMessages;
    head = 0;
  }
}
