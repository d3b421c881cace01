package io.faultmesh.machine;

import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.Vote;
import java.util.HashMap;
import java.util.Map;

/** Waits for all three replicas of a flow and hands on their vote. */
final class Voter implements Component {
  private static final int REPLICAS = 3;

  private record Key(FoldJob job, Message.Stage stage) {}

  private final Floorplan plan;
  private final String name;
  private final Map<Key, Message.Replica[]> waiting = new HashMap<>();

  Voter(Floorplan plan, int lane) {
    this.plan = plan;
    this.name = plan.name(plan.voter(lane));
  }

  @Override
  public void accept(Message message, Outbox outbox) {
    Message.Replica replica = (Message.Replica) message;
    Key key = new Key(replica.batch().job(), replica.stage());
    Message.Replica[] all = waiting.computeIfAbsent(key, unused -> new Message.Replica[REPLICAS]);
    if (all[replica.replica()] != null) {
      throw new MachineException(
          name,
          replica.cycle(),
          "replica " + replica.replica() + " of " + key.job() + " came twice");
    }
    all[replica.replica()] = replica;
    if (all[0] != null && all[1] != null && all[2] != null) {
      waiting.remove(key);
      vote(all, outbox);
    }
  }

  private void vote(Message.Replica[] all, Outbox outbox) {
    ResultBatch batch = all[0].batch();
    Message.Stage stage = all[0].stage();
    int[] values = new int[all[0].values().length];
    for (int i = 0; i < values.length; i++) {
      int mask = mask(batch.layer().protection(), stage, batch.neurons()[i]);
      int voted = Vote.vote(all[0].values()[i], all[1].values()[i], all[2].values()[i], mask);
      values[i] = stage == Message.Stage.SUM ? voted : (byte) voted;
    }
    long first = Math.min(all[0].cycle(), Math.min(all[1].cycle(), all[2].cycle()));
    long last = Math.max(all[0].cycle(), Math.max(all[1].cycle(), all[2].cycle()));
    ResultPath.decide(plan, new Message.Decided(batch, stage, values, first, last), null, outbox);
  }

  private static int mask(LayerProtection protection, Message.Stage stage, int neuron) {
    return switch (stage) {
      case SUM -> protection.columnMask(neuron);
      case RESULT -> protection.resultMask(neuron);
      case PASS -> 0xff;
    };
  }
}
