package io.faultmesh.fast;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Tensor;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.FaultSite;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * One pass through the network for many single faults. A fault joins at its layer, with the tensors
 * that are alive there as they are without faults, and leaves as soon as all living tensors are
 * again what they are without faults: then nothing behind can differ. Exact, for every node's
 * output follows from its inputs alone.
 */
final class Sweep {
  private final IntegerNetwork integers;
  private final Network network;
  private final Map<Integer, Integer> lastUses;
  private final boolean judges;
  private final FastEngine.Lane lane;
  private final SingleRuns.Sink sink;

  private final List<Slot> slots = new ArrayList<>();

  /** A fault on its way. */
  private static final class Slot {
    private final SingleRuns.Event event;
    private final FaultStrikes strikes;

    /** Living tensors that differ from those without faults. */
    private final BitSet differing = new BitSet();

    private boolean tookEffect;

    private Slot(SingleRuns.Event event, FaultStrikes strikes) {
      this.event = event;
      this.strikes = strikes;
    }
  }

  Sweep(Protection design, FastEngine.Lane lane, SingleRuns.Sink sink) {
    this.integers = design.network();
    this.network = integers.network();
    this.lastUses = BufferPlan.lastUses(network);
    this.judges = design.changesGolden();
    this.lane = lane;
    this.sink = sink;
  }

  /**
   * Runs some faults.
   *
   * @param events at most as many as the lane has places, by layer
   */
  void run(Protection design, List<SingleRuns.Event> events) {
    int joined = 0;
    int layer = 0;
    for (int node = 0; node < network.nodes().size(); node++) {
      int active = slots.size();
      if (network.nodes().get(node) instanceof Convolution) {
        IntegerLayer own = integers.layers().get(layer++);
        while (joined < events.size() && events.get(joined).fault().layer() == own.index()) {
          SingleRuns.Event event = events.get(joined++);
          slots.add(new Slot(event, SingleRuns.strikes(design, event.fault())));
        }
        run(node, own, active);
      } else if (active > 0) {
        lane.step(node, active, Strikes.NONE);
      }
      compare(node, active);
    }
    for (int i = 0; i < slots.size(); i++) {
      end(slots.get(i), lane.values(network.output(), i));
    }
    slots.clear();
  }

  private Strikes strikes() {
    return new SlotStrikes(slots.stream().map(slot -> slot.strikes).toList());
  }

  /** Runs a layer that strikes the slots from a number on. */
  private void run(int node, IntegerLayer layer, int first) {
    if (slots.isEmpty()) {
      return;
    }
    Tensor output = layer.node().output();
    int computed = first;
    for (int i = first; i < slots.size(); i++) {
      Slot slot = slots.get(i);
      boolean computes = judges || SingleRuns.strikesInput(slot.event.fault().site());
      if (computes || slot.event.fault().site() != FaultSite.ACTIVATION) {
        slot.event.golden().restore(lane, layer.node().input(), i);
      }
      if (computes) {
        computed = i + 1;
      } else {
        slot.event.golden().restore(lane, output, i);
      }
    }
    lane.resume(layer, computed, judges ? 0 : first, slots.size(), strikes());
    for (int i = first; i < slots.size(); i++) {
      if (!slots.get(i).event.golden().equals(lane, output, i)) {
        slots.get(i).tookEffect = true;
        restoreOthers(node, i);
      }
    }
  }

  /** Brings in what later nodes read and earlier ones wrote. */
  private void restoreOthers(int node, int slot) {
    restoreIfRead(network.input(), node, slot);
    for (int before = 0; before < node; before++) {
      restoreIfRead(network.nodes().get(before).output(), node, slot);
    }
  }

  private void restoreIfRead(Tensor tensor, int node, int slot) {
    if (lastUses.getOrDefault(tensor.id(), -1) > node) {
      slots.get(slot).event.golden().restore(lane, tensor, slot);
    }
  }

  /** Looks at a node's output, and lets those leave that can differ no more. */
  private void compare(int node, int before) {
    Tensor output = network.nodes().get(node).output();
    for (int i = slots.size() - 1; i >= 0; i--) {
      Slot slot = slots.get(i);
      boolean differs =
          i >= before ? slot.tookEffect : !slot.event.golden().equals(lane, output, i);
      slot.differing.set(output.id(), differs);
      for (Tensor input : network.nodes().get(node).inputs()) {
        if (lastUses.get(input.id()) <= node) {
          slot.differing.clear(input.id());
        }
      }
      if (!lastUses.containsKey(output.id())) {
        slot.differing.clear(output.id());
      }
      if (slot.differing.isEmpty()) {
        leave(i, node);
      }
    }
  }

  private void leave(int place, int node) {
    end(slots.get(place), slots.get(place).event.golden().logits());
    int last = slots.size() - 1;
    Slot moved = slots.remove(last);
    if (place == last) {
      return;
    }
    slots.set(place, moved);
    move(network.input(), node, last, place);
    for (int before = 0; before <= node; before++) {
      move(network.nodes().get(before).output(), node, last, place);
    }
  }

  private void move(Tensor tensor, int node, int from, int to) {
    if (lastUses.getOrDefault(tensor.id(), -1) > node) {
      int size = tensor.shape().size();
      ByteBuffer bytes = lane.bytes(tensor);
      bytes.put(to * size, bytes, from * size, size);
    }
  }

  private void end(Slot slot, byte[] logits) {
    sink.accept(
        slot.event.number(),
        new SingleRuns.Answer(
            logits, slot.event.golden().logits(), slot.tookEffect, slot.strikes.tallies()[0]));
  }
}
