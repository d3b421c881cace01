package io.faultmesh.machine.part;

import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.fault.Stage;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.machine.work.ResultBatch;
import java.util.BitSet;

/** Gathers the passes of a layer's repeated channels until they can be voted. */
final class PassVote {
  private static final int MOST = 3;

  private final Floorplan plan;
  private LayerJob layer;
  private BitSet channels = new BitSet();
  private final byte[][] results = new byte[MOST][];
  private final long[] cycles = new long[MOST];

  PassVote(Floorplan plan) {
    this.plan = plan;
  }

  void start(LayerJob next) {
    layer = next;
    channels = next.protection().repeatedChannels();
    for (int pass = 1; pass < next.protection().passes(); pass++) {
      results[pass] = new byte[next.node().neurons()];
    }
    java.util.Arrays.fill(cycles, 0);
  }

  boolean isNeeded() {
    return !channels.isEmpty();
  }

  /** Takes note of a pass's results; those of passes 1 and 2 are kept here. */
  void take(Message.Decided decided) {
    if (!isNeeded()) {
      return;
    }
    int pass = decided.batch().pass();
    int pixels = layer.node().pixels();
    for (int i = 0; i < decided.values().length; i++) {
      int neuron = decided.batch().neurons()[i];
      if (channels.get(neuron / pixels)) {
        cycles[pass] = Math.max(cycles[pass], decided.cycle());
        if (pass > 0) {
          results[pass][neuron] = (byte) decided.values()[i];
        }
      }
    }
  }

  /** The folds of the neurons that two passes tell apart. */
  BitSet differing(int[] neurons) {
    BitSet folds = new BitSet();
    for (int neuron : neurons) {
      if (results[0][neuron] != results[1][neuron]) {
        layer.addFolds(neuron, folds);
      }
    }
    return folds;
  }

  /** Sends all passes to their voter, the latest when everything is committed. */
  void vote(FoldJob last, byte[] first, long cycle, Outbox outbox) {
    results[0] = first;
    int pixels = layer.node().pixels();
    int[] neurons =
        channels.stream()
            .flatMap(c -> java.util.stream.IntStream.range(c * pixels, (c + 1) * pixels))
            .filter(last.layer()::computes)
            .toArray();
    ResultBatch batch = new ResultBatch(last, plan.passLane(), neurons, 0, 0, 0, 0);
    int passes = layer.protection().passes();
    for (int pass = 0; pass < passes; pass++) {
      int[] values = new int[neurons.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = results[pass][neurons[i]];
      }
      long own = pass == passes - 1 ? cycle : Math.min(cycle, cycles[pass]);
      outbox.send(
          plan.voter(plan.passLane()), new Message.Replica(batch, Stage.PASS, pass, values, own));
    }
  }
}
