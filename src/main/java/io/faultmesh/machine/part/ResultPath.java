package io.faultmesh.machine.part;

import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.fault.CheckSink;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.core.FaultProbe;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.fault.Stage;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.machine.work.ResultBatch;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.Station;
import io.faultmesh.protection.Word;
import io.faultmesh.scenario.FaultSite;

/**
 * What happens to sums that are finished: bias, flips and vote of the int32 sum, requantisation,
 * flips and vote of the int8 result. A voted flow is three messages. The voter is combinational and
 * takes no cycle of its own; requantisation takes one.
 */
final class ResultPath {
  private static final int REPLICAS = 3;
  private static final int REQUANTISATION_CYCLES = 1;

  private final Floorplan plan;
  private final int lane;
  private final Word word = Station.word();
  private FlipTally flips;
  private long requantised;
  private FaultProbe probe = FaultProbe.NONE;

  ResultPath(Floorplan plan, int lane) {
    this.plan = plan;
    this.lane = lane;
  }

  void watchedBy(FaultProbe given) {
    probe = given;
  }

  /** Starts a batch: {@code sums} without bias, changed in place; the first is there at a cycle. */
  void start(ResultBatch batch, int[] sums, long cycle, Outbox outbox) {
    LayerJob layer = batch.layer();
    int pixels = layer.node().pixels();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += layer.faults().bias(layer.layer(), batch.neurons()[i] / pixels);
    }
    emit(batch, Stage.SUM, sums, cycle, outbox);
  }

  /** Goes on with voted sums, which their tile's check may wait for. */
  void resume(Message.Decided decided, Outbox outbox) {
    ResultBatch batch = decided.batch();
    int[] sums = new int[decided.values().length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = judged(decided, i);
    }
    if (batch.layer().protection().tileCheck().isPresent()) {
      outbox.send(Floorplan.CHECKER, new Message.TileSums(batch, sums, decided.cycle()));
    } else {
      finish(batch, sums, decided.cycle(), outbox);
    }
  }

  /** Makes results of sums that nothing looks at any more. */
  void finish(ResultBatch batch, int[] sums, long cycle, Outbox outbox) {
    LayerJob layer = batch.layer();
    Requantiser requantiser = layer.layer().requantiser();
    int pixels = layer.node().pixels();
    int[] results = new int[sums.length];
    requantised += results.length;
    for (int i = 0; i < results.length; i++) {
      float multiplier = layer.faults().multiplier(layer.layer(), batch.neurons()[i] / pixels);
      results[i] = requantiser.apply(sums[i], multiplier);
    }
    emit(batch, Stage.RESULT, results, cycle + REQUANTISATION_CYCLES, outbox);
  }

  /** A sum as guards that look at every sum leave it. */
  private int judged(Message.Decided decided, int place) {
    ResultBatch batch = decided.batch();
    int sum = decided.values()[place];
    LayerProtection protection = batch.layer().protection();
    int neuron = batch.neurons()[place];
    boolean isDropped = lane != plan.unitLane() && protection.isRecomputed(neuron);
    if (!protection.judges(FaultSite.ACCUMULATOR) || isDropped) {
      return sum;
    }
    flips = batch.layer().tally(flips);
    CheckSink sink = probe.checks(flips, batch.job().index(), batch.cycle(decided.cycle(), place));
    return protection
        .station(FaultSite.ACCUMULATOR, batch.pass())
        .judge(neuron, sum, () -> batch.layer().expectedSum(neuron), 0, word, sink);
  }

  /** What guards flagged; null if they had nothing to look at. */
  FlipTally flips() {
    return flips;
  }

  /** Sums that this path has made results of. */
  long requantised() {
    return requantised;
  }

  private void emit(ResultBatch batch, Stage stage, int[] values, long cycle, Outbox outbox) {
    boolean voted = batch.layer().protection().votes();
    boolean struck = batch.layer().faults().strikes(stage);
    if (!voted && !struck) {
      decide(plan, new Message.Decided(batch, stage, values, cycle, cycle), this, outbox);
      return;
    }
    for (int replica = 0; replica < (voted ? REPLICAS : 1); replica++) {
      int to = struck ? plan.injector(stage, replica, lane) : plan.voter(lane);
      outbox.send(to, new Message.Replica(batch, stage, replica, values, cycle));
    }
  }

  /**
   * Hands a decided batch on.
   *
   * @param own the path to continue without a message; null where another component decides
   */
  static void decide(Floorplan plan, Message.Decided decided, ResultPath own, Outbox outbox) {
    if (decided.stage() != Stage.SUM) {
      outbox.send(Floorplan.OUTPUT, decided);
    } else if (own != null) {
      own.resume(decided, outbox);
    } else {
      int lane = decided.batch().lane();
      outbox.send(lane == plan.unitLane() ? Floorplan.UNIT : plan.lane(lane), decided);
    }
  }
}
