package io.faultmesh.machine.probe;

import io.faultmesh.fault.FlipLog;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.fault.LayerFaults;
import io.faultmesh.machine.fault.SparseFlips;
import io.faultmesh.machine.fault.Stage;
import io.faultmesh.machine.fault.StoredFaults;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.machine.work.ResultBatch;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.Station;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.trace.EventKind;
import io.faultmesh.trace.TraceEvent;
import java.util.Arrays;
import java.util.function.Consumer;

/** Tells flips of results and of what is stored, and votes; when and where they act. */
final class FaultTeller implements Witness.Teller {
  private final Floorplan plan;
  private final OperandTeller operands;
  private int dramStep = -1;

  FaultTeller(Floorplan plan) {
    this.plan = plan;
    this.operands = new OperandTeller(plan);
  }

  @Override
  public void tell(int to, Message message, Consumer<TraceEvent> log) {
    if (message instanceof Message.Replica replica) {
      if (replica.stage() != Stage.PASS && plan.isInjector(to)) {
        flips(replica, log);
      }
    } else if (message instanceof Message.Decided decided) {
      if (decided.stage() != Stage.PASS && decided.batch().layer().protection().votes()) {
        votes(decided, log);
      }
    } else if (message instanceof Message.West || message instanceof Message.North) {
      if (plan.isEdge(to)) {
        operands.tell(to, message, log);
      }
    } else if (message instanceof Message.Started started) {
      new MacTeller(plan, started).tell(log);
      if (started.job().index() == 0) {
        LayerFaults faults = started.job().layer().faults();
        long opened = started.job().layer().openedCycle();
        read(faults.weights(), Floorplan.CACHE, opened, log);
        read(faults.inputs(), Floorplan.CACHE, opened, log);
      }
    } else if (message instanceof Message.FoldOpened opened && to == Floorplan.CACHE) {
      if (opened.job().index() == 0) {
        LayerJob layer = opened.job().layer();
        layer.openedCycle(opened.cycle());
        if (!layer.faults().parametersLast()) {
          String stage = plan.name(Floorplan.OUTPUT);
          stored(FaultSite.BIAS, layer.faults().biases(), layer, stage, opened.cycle(), log);
          stored(FaultSite.SCALE, layer.faults().scales(), layer, stage, opened.cycle(), log);
        }
      }
    } else if (message instanceof Message.FoldCommitted done && to == Floorplan.SEQUENCER) {
      LayerJob layer = done.job().layer();
      if (done.job().index() == layer.folds() - 1) {
        read(layer.faults().storedResults(), Floorplan.OUTPUT, done.cycle(), log);
      }
    } else if (message instanceof Message.Transferred moved && to == Floorplan.CACHE) {
      LayerJob layer = moved.job().layer();
      if (dramStep != layer.step()) {
        dramStep = layer.step();
        read(layer.faults().dram(), Floorplan.DRAM, moved.cycle(), log);
      }
    }
  }

  /** Flips of stored values and what checks left of them, told by who read them. */
  private void read(StoredFaults faults, int reader, long cycle, Consumer<TraceEvent> log) {
    for (FlipLog.Entry entry : faults.entries()) {
      log.accept(TraceEvent.of(entry, plan.name(reader), cycle, TraceEvent.NONE));
    }
  }

  private static void stored(
      FaultSite site,
      SparseFlips flips,
      LayerJob layer,
      String component,
      long cycle,
      Consumer<TraceEvent> log) {
    int index = layer.layer().index();
    for (int i = 0; i < flips.size(); i++) {
      log.accept(
          TraceEvent.struck(
              EventKind.FLIP,
              component,
              cycle,
              index,
              TraceEvent.NONE,
              site,
              0,
              flips.value(i),
              Integer.toUnsignedLong(flips.mask(i, 0))));
    }
  }

  private static FaultSite site(Stage stage) {
    return stage == Stage.SUM ? FaultSite.ACCUMULATOR : FaultSite.ACTIVATION;
  }

  private void flips(Message.Replica replica, Consumer<TraceEvent> log) {
    ResultBatch batch = replica.batch();
    SparseFlips flips = batch.layer().faults().at(replica.stage(), batch.pass());
    int[] neurons = batch.neurons();
    for (int f = first(flips, neurons); flips.value(f) <= last(neurons); f++) {
      int neuron = (int) flips.value(f);
      int i = Arrays.binarySearch(neurons, neuron);
      int mask = flips.mask(f, replica.replica());
      if (i >= 0 && mask != 0 && acts(batch, neuron)) {
        int replicaOrPass = batch.pass() > 0 ? batch.pass() : replica.replica();
        log.accept(
            event(
                EventKind.FLIP,
                "injector of " + laneName(batch.lane()),
                cycle(batch, replica.cycle(), i),
                batch,
                site(replica.stage()),
                replicaOrPass,
                neuron,
                mask));
      }
    }
  }

  /** Of a batch's neurons, which ascend, few are struck: flips are searched, not neurons. */
  private static int first(SparseFlips flips, int[] neurons) {
    return neurons.length == 0 ? flips.size() : flips.from(neurons[0]);
  }

  private static long last(int[] neurons) {
    return neurons.length == 0 ? -1 : neurons[neurons.length - 1];
  }

  private String laneName(int lane) {
    return lane == plan.unitLane() ? plan.name(Floorplan.UNIT) : "lane " + lane;
  }

  /** Results come one after the other, the first at the batch's cycle. */
  private static long cycle(ResultBatch batch, long first, int place) {
    return first + Math.max(0, batch.step()) * (long) place;
  }

  /** The array's result of a neuron that the dot-product unit computes is dropped. */
  private boolean acts(ResultBatch batch, int neuron) {
    return batch.lane() == plan.unitLane() || !batch.layer().protection().isRecomputed(neuron);
  }

  private void votes(Message.Decided decided, Consumer<TraceEvent> log) {
    ResultBatch batch = decided.batch();
    SparseFlips flips = batch.layer().faults().at(decided.stage(), batch.pass());
    LayerProtection protection = batch.layer().protection();
    int[] neurons = batch.pass() == 0 ? batch.neurons() : new int[0];
    for (int f = first(flips, neurons); flips.value(f) <= last(neurons); f++) {
      int neuron = (int) flips.value(f);
      int i = Arrays.binarySearch(neurons, neuron);
      Station station = protection.station(site(decided.stage()));
      int copied = station.copied(neuron);
      int a = flips.mask(f, 0);
      int b = flips.mask(f, 1);
      int c = flips.mask(f, 2);
      if (i >= 0 && ((a | b | c) & copied) != 0 && acts(batch, neuron)) {
        log.accept(
            event(
                EventKind.VOTE,
                plan.name(plan.voter(batch.lane())),
                cycle(batch, decided.cycle(), i),
                batch,
                site(decided.stage()),
                0,
                neuron,
                station.vote(neuron, a, b, c)));
      }
    }
  }

  private static TraceEvent event(
      EventKind kind,
      String component,
      long cycle,
      ResultBatch batch,
      FaultSite site,
      int replica,
      int neuron,
      int mask) {
    return TraceEvent.struck(
        kind,
        component,
        cycle,
        batch.layer().layer().index(),
        batch.job().index(),
        site,
        replica,
        neuron,
        Integer.toUnsignedLong(mask));
  }
}
