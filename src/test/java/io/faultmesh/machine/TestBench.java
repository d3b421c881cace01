package io.faultmesh.machine;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.core.Component;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.fault.LayerFaults;
import io.faultmesh.machine.fault.SparseFlips;
import io.faultmesh.machine.fault.Stage;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.machine.work.ResultBatch;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.Preset;
import java.util.List;
import java.util.function.UnaryOperator;

/** A 2x2 machine under flips of its results, and single parts of it to be tried alone. */
public final class TestBench {
  private static final double BER = 0.05;

  private final SingleLayer layer = SingleLayer.of(4, 4, 3, 1, 2, 4);
  private final FaultPlan plan =
      new FaultPlan(
          new FaultSettings(List.of(BER), List.of(FaultSite.ACTIVATION), 1, 5L, null, null, null),
          BER);
  private final Floorplan floor = new Floorplan(2, 2);
  private final Protection design;
  private final FoldJob fold;

  public TestBench(Preset preset) {
    design =
        Protection.of(
            DesignSettings.preset(preset),
            layer.network(),
            new ArraySettings(2, 2, null, null, null),
            DppuSettings.DEFAULT,
            Importance.none(1));
    fold =
        new LayerJob(
                0,
                layer.network().layers().get(0),
                design,
                LayerFaults.draw(faults(), 0, 0, null),
                SingleLayer.IDEAL)
            .fold(0);
  }

  private DesignFaults faults() {
    return new DesignFaults(plan, 0, design, new FlipTally(1));
  }

  public Machine machine() {
    return Machine.of(design, SingleLayer.IDEAL, faults(), 0, layer.image());
  }

  /** A machine with another component in one place. */
  public Machine with(int place, UnaryOperator<Component> change) {
    Component[] components = machine().components().toArray(Component[]::new);
    components[place] = change.apply(components[place]);
    return new Machine(floor, components, null);
  }

  public int voter() {
    return floor.voter(0);
  }

  /** The injector of a replica's results, on the way to {@link #voter}. */
  public int injector(int replica) {
    return floor.injector(Stage.RESULT, replica, 0);
  }

  public int lane() {
    return floor.lane(0);
  }

  public int outputBuffer() {
    return Floorplan.OUTPUT;
  }

  public int element() {
    return floor.element(1, 0);
  }

  /** One replica of a fold's two results of the first column. */
  public Message.Replica replica(int replica, int[] values, long cycle) {
    int[] neurons = {fold.neuron(0, 0), fold.neuron(0, 1)};
    ResultBatch batch = new ResultBatch(fold, 0, neurons, 0, 0, 1, 1);
    return new Message.Replica(batch, Stage.RESULT, replica, values, cycle);
  }

  /** The flips that the plan has for those results, by place. */
  public int[] flips(int replica) {
    SparseFlips flips = fold.layer().faults().at(Stage.RESULT, 0);
    return new int[] {
      flips.maskOf(fold.neuron(0, 0), replica), flips.maskOf(fold.neuron(0, 1), replica)
    };
  }
}
