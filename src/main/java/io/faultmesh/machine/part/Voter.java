package io.faultmesh.machine.part;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.core.Component;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.fault.Stage;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.machine.work.ResultBatch;
import io.faultmesh.protection.Station;
import io.faultmesh.scenario.FaultSite;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Waits for all three replicas of a flow and hands on their vote, at the cycle of the last. A
 * replica that comes twice is an error, and so is one that never comes: the machine comes to rest,
 * and the voter says what it waits for.
 */
public final class Voter implements Component {
  private static final int REPLICAS = 3;

  /** Two stages of the two folds in flight, and as many of those that are decided. */
  private static final int FLOWS = 8;

  private record Key(FoldJob job, Stage stage) {}

  private final Floorplan plan;
  private final String name;
  private long resultBits;
  private FlipTally flips;

  /** The last flows, decided ones included, so that a replica that comes again is known. */
  private final Map<Key, Message.Replica[]> flows =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Message.Replica[]> eldest) {
          return size() > FLOWS;
        }
      };

  public Voter(Floorplan plan, int lane) {
    this.plan = plan;
    this.name = plan.name(plan.voter(lane));
  }

  @Override
  public void accept(Message message, Outbox outbox) {
    Message.Replica replica = (Message.Replica) message;
    Key key = new Key(replica.batch().job(), replica.stage());
    Message.Replica[] all = flows.computeIfAbsent(key, unused -> new Message.Replica[REPLICAS]);
    if (all[replica.replica()] != null) {
      throw new MachineException(
          name,
          replica.cycle(),
          "replica " + replica.replica() + " of " + key.job() + " came twice");
    }
    all[replica.replica()] = replica;
    if (!Arrays.asList(all).contains(null)) {
      vote(all, outbox);
    }
  }

  @Override
  public MachineException unfinished() {
    for (Map.Entry<Key, Message.Replica[]> flow : flows.entrySet()) {
      int missing = Arrays.asList(flow.getValue()).indexOf(null);
      if (missing >= 0) {
        Message.Replica came =
            Arrays.stream(flow.getValue()).filter(Objects::nonNull).findFirst().get();
        return new MachineException(
            name, came.cycle(), "waits for replica " + missing + " of " + flow.getKey().job());
      }
    }
    return null;
  }

  private void vote(Message.Replica[] all, Outbox outbox) {
    ResultBatch batch = all[0].batch();
    Stage stage = all[0].stage();
    int[] values = new int[all[0].values().length];
    for (int i = 0; i < values.length; i++) {
      int a = all[0].values()[i];
      int b = all[1].values()[i];
      int c = all[2].values()[i];
      int neuron = batch.neurons()[i];
      values[i] =
          switch (stage) {
            case SUM -> station(batch, FaultSite.ACCUMULATOR).vote(neuron, a, b, c);
            case RESULT -> (byte) station(batch, FaultSite.ACTIVATION).vote(neuron, a, b, c);
            case PASS -> repeated(batch.layer(), neuron, a, b, c);
          };
      resultBits += stage == Stage.SUM ? 0 : votedBits(batch, stage, neuron);
    }
    long first = Math.min(all[0].cycle(), Math.min(all[1].cycle(), all[2].cycle()));
    long last = Math.max(all[0].cycle(), Math.max(all[1].cycle(), all[2].cycle()));
    ResultPath.decide(plan, new Message.Decided(batch, stage, values, first, last), null, outbox);
  }

  @Override
  public Activity activity() {
    return Activity.ofVotes(resultBits);
  }

  private static Station station(ResultBatch batch, FaultSite site) {
    return batch.layer().protection().station(site, batch.pass());
  }

  private int repeated(LayerJob layer, int neuron, int first, int second, int third) {
    flips = layer.tally(flips);
    return layer
        .protection()
        .repeatVote(flips)
        .of(first, second, third, () -> layer.expectedResult(neuron));
  }

  @Override
  public FlipTally flips() {
    return flips;
  }

  private static int votedBits(ResultBatch batch, Stage stage, int neuron) {
    return stage == Stage.PASS
        ? Byte.SIZE
        : Integer.bitCount(station(batch, FaultSite.ACTIVATION).copied(neuron));
  }
}
