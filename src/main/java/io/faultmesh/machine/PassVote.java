package io.faultmesh.machine;

import java.util.BitSet;

/** Gathers the three passes of a layer's repeated channels until they can be voted. */
final class PassVote {
  private static final int PASSES = 3;

  private final Floorplan plan;
  private LayerJob layer;
  private BitSet channels = new BitSet();
  private final byte[][] results = new byte[PASSES][];
  private final long[] cycles = new long[PASSES];

  PassVote(Floorplan plan) {
    this.plan = plan;
  }

  void start(LayerJob next) {
    layer = next;
    channels = next.protection().repeatedChannels();
    for (int pass = 1; pass < PASSES && isNeeded(); pass++) {
      results[pass] = new byte[next.node().neurons()];
    }
    java.util.Arrays.fill(cycles, 0);
  }

  boolean isNeeded() {
    return !channels.isEmpty();
  }

  /** Keeps the results of pass 1 or 2. */
  void take(Message.Decided decided) {
    int pass = decided.batch().pass();
    for (int i = 0; i < decided.values().length; i++) {
      results[pass][decided.batch().neurons()[i]] = (byte) decided.values()[i];
    }
    cycles[pass] = Math.max(cycles[pass], decided.cycle());
  }

  /** Sends all three passes to their voter. */
  void vote(FoldJob last, byte[] first, long cycle, Outbox outbox) {
    results[0] = first;
    int pixels = layer.node().pixels();
    int[] neurons =
        channels.stream()
            .flatMap(c -> java.util.stream.IntStream.range(c * pixels, (c + 1) * pixels))
            .toArray();
    ResultBatch batch = new ResultBatch(last, plan.passLane(), neurons, 0, 0, 0, 0);
    for (int pass = 0; pass < PASSES; pass++) {
      int[] values = new int[neurons.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = results[pass][neurons[i]];
      }
      long own = pass == 0 ? cycle : Math.min(cycle, cycles[pass]);
      outbox.send(
          plan.voter(plan.passLane()),
          new Message.Replica(batch, Message.Stage.PASS, pass, values, own));
    }
  }
}
