package io.faultmesh.machine;

import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.result.ImageResult;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Drives a machine with deliveries in an order that a seed shuffles: messages of one sender to one
 * receiver stay in order, all else is left to chance. Of all channels with messages the one with
 * the highest priority goes first, and now and then a channel draws its priority anew; where it
 * seldom does, a message may wait until nothing else can move.
 */
public final class ShuffledMachine {
  private static final double[] REDRAWS = {1, 0.1, 0.01};

  private static final class Channel {
    private final int to;
    private final ArrayDeque<Message> messages = new ArrayDeque<>();
    private long priority;

    private Channel(int to, long priority) {
      this.to = to;
      this.priority = priority;
    }
  }

  private final Machine machine;
  private final Random random;
  private final double redraw;
  private final Map<Long, Channel> channels = new HashMap<>();
  private final PriorityQueue<Channel> waiting =
      new PriorityQueue<>(Comparator.comparingLong(channel -> channel.priority));
  private ImageResult result;

  private ShuffledMachine(Machine machine, long seed) {
    this.machine = machine;
    this.random = new Random(seed);
    this.redraw = REDRAWS[random.nextInt(REDRAWS.length)];
  }

  /** Runs one image. */
  public static ImageResult run(Machine machine, long seed) {
    return new ShuffledMachine(machine, seed).run();
  }

  private ImageResult run() {
    send(Machine.OUTSIDE, Machine.FIRST, machine.begin());
    while (!waiting.isEmpty()) {
      Channel channel = waiting.poll();
      Message message = channel.messages.poll();
      if (random.nextDouble() < redraw) {
        channel.priority = random.nextLong();
      }
      if (!channel.messages.isEmpty()) {
        waiting.add(channel);
      }
      int from = channel.to;
      machine.deliver(from, message, (to, next) -> send(from, to, next));
    }
    if (result == null) {
      throw new MachineException("machine", 0, "nothing moves, but the image is not done");
    }
    return result;
  }

  private void send(int from, int to, Message message) {
    if (to == Machine.OUTSIDE) {
      result = machine.result((Message.Finished) message);
      return;
    }
    Channel channel =
        channels.computeIfAbsent(
            ((long) from << Integer.SIZE) | to, key -> new Channel(to, random.nextLong()));
    channel.messages.add(message);
    if (channel.messages.size() == 1) {
      waiting.add(channel);
    }
  }
}
