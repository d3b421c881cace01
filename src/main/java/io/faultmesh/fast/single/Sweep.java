package io.faultmesh.fast.single;

import io.faultmesh.fast.BufferPlan;
import io.faultmesh.fast.FastEngine;
import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.fast.struck.FaultStrikes;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.protection.Protection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One pass through the network for many single faults. A fault joins at its layer and leaves as
 * soon as all living tensors are again what they are without faults: then nothing behind can
 * differ. Exact, for every node's output follows from its inputs alone.
 */
final class Sweep {
  private final IntegerNetwork integers;
  private final Network network;
  private final Map<Integer, Integer> lastUses;
  private final PatchSteps steps;
  private final int places;
  private final Function<SingleRuns.Event, FaultStrikes> strikes;
  private final SingleRuns.Sink sink;

  private List<SingleRun> runs = new ArrayList<>();

  /** Faults of nodes behind layers that have run. */
  private final List<SingleRuns.Event> waiting = new ArrayList<>();

  /**
   * A pass.
   *
   * @param places images that the lane has room for
   * @param strikes what a fault does
   */
  Sweep(
      Protection design,
      FastEngine.Lane lane,
      int places,
      Function<SingleRuns.Event, FaultStrikes> strikes,
      SingleRuns.Sink sink) {
    this.integers = design.network();
    this.network = integers.network();
    this.lastUses = BufferPlan.lastUses(network);
    this.steps = new PatchSteps(integers, design.changesGolden(), lane, places);
    this.places = places;
    this.strikes = strikes;
    this.sink = sink;
  }

  /**
   * Runs some faults.
   *
   * @param events by layer
   */
  void run(List<SingleRuns.Event> events) {
    int joined = 0;
    int layer = 0;
    for (int number = 0; number < network.nodes().size(); number++) {
      Node node = network.nodes().get(number);
      List<SingleRun> differing = differing(node);
      if (!differing.isEmpty()) {
        steps.run(number, node, differing);
      }
      if (node instanceof Convolution) {
        int end = joined;
        while (end < events.size() && events.get(end).fault().layer() == layer) {
          end++;
        }
        strike(integers.layers().get(layer++), events.subList(joined, end));
        joined = end;
      } else {
        strikeBehind(number, node);
      }
      leave(number, node);
    }
    runs.forEach(run -> end(run, logits(run)));
    runs.clear();
  }

  /** The runs of which an input of a node differs. */
  private List<SingleRun> differing(Node node) {
    List<SingleRun> differing = new ArrayList<>();
    for (SingleRun run : runs) {
      if (run.reaches(node.inputs())) {
        differing.add(run);
      }
    }
    return differing;
  }

  /** Faults of tables and sums join where their node runs. */
  private void strikeBehind(int number, Node node) {
    List<SingleRuns.Event> own =
        waiting.stream().filter(event -> SingleRuns.isOf(event.fault(), node, network)).toList();
    waiting.removeAll(own);
    for (int first = 0; first < own.size(); first += places) {
      List<SingleRun> joining = new ArrayList<>();
      for (var event : own.subList(first, Math.min(own.size(), first + places))) {
        joining.add(new SingleRun(event, strikes.apply(event)));
      }
      steps.strike(number, node, joining);
      runs.addAll(joining);
    }
  }

  private void strike(IntegerLayer layer, List<SingleRuns.Event> all) {
    Map<Boolean, List<SingleRuns.Event>> behind =
        all.stream().collect(Collectors.partitioningBy(e -> SingleRuns.isBehind(e.fault().site())));
    waiting.addAll(behind.get(true));
    List<SingleRuns.Event> events = behind.get(false);
    for (int first = 0; first < events.size(); first += places) {
      List<SingleRun> joining = new ArrayList<>();
      for (var event : events.subList(first, Math.min(events.size(), first + places))) {
        joining.add(new SingleRun(event, strikes.apply(event)));
      }
      steps.strike(layer, joining);
      runs.addAll(joining);
    }
  }

  /** Lets those leave that can differ no more. */
  private void leave(int number, Node node) {
    List<Tensor> dead = new ArrayList<>();
    for (Tensor tensor : node.inputs()) {
      if (lastUses.get(tensor.id()) <= number) {
        dead.add(tensor);
      }
    }
    if (!lastUses.containsKey(node.output().id())) {
      dead.add(node.output());
    }
    List<SingleRun> living = new ArrayList<>();
    for (SingleRun run : runs) {
      run.forget(dead);
      if (run.differs()) {
        living.add(run);
      } else {
        end(run, run.golden().logits());
      }
    }
    runs = living;
  }

  private byte[] logits(SingleRun run) {
    Tensor output = network.output();
    ByteBuffer bytes = ByteBuffer.wrap(run.bytes(output, new byte[output.shape().size()]));
    return Layout.load(bytes, 0, output.shape(), integers.format(output));
  }

  private void end(SingleRun run, byte[] logits) {
    sink.accept(
        run.event().number(),
        new SingleRuns.Answer(
            logits,
            run.golden().logits(),
            run.tookEffect(),
            run.strikes().tallies()[0],
            run.ran()));
  }
}
