package io.faultmesh.machine.part;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.core.Component;
import io.faultmesh.machine.core.FaultProbe;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.fault.SparseFlips;
import io.faultmesh.machine.fault.Stage;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.machine.work.ResultBatch;
import io.faultmesh.protection.Station;
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
  private FaultProbe probe = FaultProbe.NONE;

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
  public void watchedBy(FaultProbe given) {
    probe = given;
  }

  @Override
  public void accept(Message message, Outbox outbox) {
    if (!(message instanceof Message.Replica replica)) {
      throw MachineException.unexpected(name, message);
    }
    Key key = new Key(replica.batch().job(), replica.stage());
    Message.Replica[] all =
        flows.computeIfAbsent(key, unused -> new Message.Replica[replicas(replica)]);
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
    long first = Arrays.stream(all).mapToLong(Message.Replica::cycle).min().orElseThrow();
    long last = Arrays.stream(all).mapToLong(Message.Replica::cycle).max().orElseThrow();
    int[] values = new int[all[0].values().length];
    for (int i = 0; i < values.length; i++) {
      int[] copies = new int[all.length];
      for (int copy = 0; copy < copies.length; copy++) {
        copies[copy] = all[copy].values()[i];
      }
      int neuron = batch.neurons()[i];
      values[i] =
          switch (stage) {
            case SUM -> vote(batch, stage, neuron, copies);
            case RESULT -> (byte) vote(batch, stage, neuron, copies);
            case PASS -> repeated(batch, neuron, copies, last);
          };
      resultBits += stage == Stage.SUM ? 0 : votedBits(batch, stage, neuron);
    }
    if (probe.isOn() && stage != Stage.PASS && batch.pass() == 0) {
      tell(batch, stage, last);
    }
    ResultPath.decide(plan, new Message.Decided(batch, stage, values, first, last), null, outbox);
  }

  @Override
  public Activity activity() {
    return Activity.ofVotes(resultBits);
  }

  private void tell(ResultBatch batch, Stage stage, long cycle) {
    SparseFlips struck = batch.layer().faults().at(stage, batch.pass());
    boolean onUnit = batch.lane() == plan.unitLane();
    // Neurons need not ascend: a design may give their channels other columns.
    for (int place = 0; place < batch.neurons().length; place++) {
      int neuron = batch.neurons()[place];
      int found = struck.from(neuron);
      // The array's result of a neuron that the dot-product unit computes is dropped.
      if (struck.value(found) == neuron
          && (onUnit || !batch.layer().protection().isRecomputed(neuron))) {
        probe.vote(batch.job(), station(batch, stage), struck, found, batch.cycle(cycle, place));
      }
    }
  }

  private static Station station(ResultBatch batch, Stage stage) {
    return batch.layer().protection().station(stage.site(), batch.pass());
  }

  private static int replicas(Message.Replica replica) {
    return replica.stage() == Stage.PASS ? replica.batch().layer().protection().passes() : REPLICAS;
  }

  private static int vote(ResultBatch batch, Stage stage, int neuron, int[] copies) {
    return station(batch, stage).vote(neuron, copies[0], copies[1], copies[2]);
  }

  private int repeated(ResultBatch batch, int neuron, int[] passes, long cycle) {
    LayerJob layer = batch.layer();
    flips = layer.tally(flips);
    return layer
        .protection()
        .repeatVote(layer.turn().attempt(), probe.checks(flips, batch.job().index(), cycle))
        .of(neuron, passes, () -> layer.expectedResult(neuron));
  }

  @Override
  public FlipTally flips() {
    return flips;
  }

  private static int votedBits(ResultBatch batch, Stage stage, int neuron) {
    return stage == Stage.PASS ? Byte.SIZE : Integer.bitCount(station(batch, stage).copied(neuron));
  }
}
