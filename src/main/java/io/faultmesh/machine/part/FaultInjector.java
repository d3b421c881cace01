package io.faultmesh.machine.part;

import io.faultmesh.machine.core.Component;
import io.faultmesh.machine.core.FaultProbe;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.fault.SparseFlips;
import io.faultmesh.machine.fault.Stage;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.ResultBatch;
import io.faultmesh.machine.work.Stream;

/** Flips the bits of passing messages that the fault plan names, and lets all others pass. */
public final class FaultInjector implements Component {
  private final Floorplan plan;
  private FaultProbe probe = FaultProbe.NONE;

  public FaultInjector(Floorplan plan) {
    this.plan = plan;
  }

  @Override
  public void watchedBy(FaultProbe given) {
    probe = given;
  }

  @Override
  public void accept(Message message, Outbox outbox) {
    if (message instanceof Message.West west) {
      Stream struck =
          new OperandStrike(west.stream().job(), west.cycle(), probe).row(west.stream());
      Message.West out = new Message.West(struck, west.cycle());
      outbox.send(plan.element(struck.lane(), 0), out);
      if (struck.operands() != null) {
        copy(struck.job(), out, outbox);
      }
    } else if (message instanceof Message.North north) {
      Stream struck =
          new OperandStrike(north.stream().job(), north.cycle(), probe).column(north.stream());
      Message.North out = new Message.North(struck, north.sums(), north.cycle());
      outbox.send(plan.element(0, struck.lane()), out);
      copy(struck.job(), out, outbox);
    } else if (message instanceof Message.Replica replica) {
      strike(replica, outbox);
    } else {
      throw MachineException.unexpected("injector", message);
    }
  }

  /** Sends the dot-product unit what the array receives, if it has work in the fold. */
  private static void copy(FoldJob job, Message message, Outbox outbox) {
    if (job.importantNeurons().length > 0 && job.layer().protection().sharesOperands()) {
      outbox.send(Floorplan.UNIT, message);
    }
  }

  /** The array's result of a neuron that the dot-product unit computes is dropped. */
  private void tell(Message.Replica replica, int place, int mask) {
    ResultBatch batch = replica.batch();
    int neuron = batch.neurons()[place];
    boolean onUnit = batch.lane() == plan.unitLane();
    if (probe.isOn() && (onUnit || !batch.layer().protection().isRecomputed(neuron))) {
      String lane = onUnit ? plan.name(Floorplan.UNIT) : "lane " + batch.lane();
      probe
          .named("injector of " + lane)
          .flip(
              batch.job(),
              replica.stage().site(),
              neuron,
              batch.pass() > 0 ? batch.pass() : replica.replica(),
              mask,
              batch.cycle(replica.cycle(), place));
    }
  }

  private void strike(Message.Replica replica, Outbox outbox) {
    ResultBatch batch = replica.batch();
    SparseFlips flips = batch.layer().faults().at(replica.stage(), batch.pass());
    int[] values = replica.values();
    int[] struck = values;
    for (int i = 0; i < values.length; i++) {
      int mask = flips.maskOf(batch.neurons()[i], replica.replica());
      if (mask != 0) {
        struck = struck == values ? values.clone() : struck;
        int flipped = values[i] ^ mask;
        struck[i] = replica.stage() == Stage.RESULT ? (byte) flipped : flipped;
        tell(replica, i, mask);
      }
    }
    if (batch.layer().protection().votes()) {
      outbox.send(
          plan.voter(batch.lane()),
          new Message.Replica(batch, replica.stage(), replica.replica(), struck, replica.cycle()));
    } else {
      long cycle = replica.cycle();
      ResultPath.decide(
          plan, new Message.Decided(batch, replica.stage(), struck, cycle, cycle), null, outbox);
    }
  }
}
