package io.faultmesh.machine.part;

import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.fault.LayerFaults;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.result.Residency;
import io.faultmesh.machine.work.Step;
import io.faultmesh.network.ConstantTensor;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs the nodes behind a layer in the output buffer, at one value per lane of the vector unit and
 * cycle, and writes what they give.
 */
final class StepNodes {
  private final Protection design;
  private final IntegerNetwork network;
  private final List<Step> steps;
  private final int lanes;
  private final byte[][] tensors;
  private final Residency residency = new Residency();
  private LayerFaults faults;
  private Activity.Vectors vectors = Activity.Vectors.NONE;
  private long readBytes;
  private long writtenBytes;

  /**
   * Nodes over the buffer's tensors.
   *
   * @param lanes values that the vector unit takes in a cycle
   * @param tensors by number; takes those that nodes give
   */
  StepNodes(int lanes, Protection design, byte[][] tensors) {
    this.design = design;
    this.network = design.network();
    this.steps = Step.of(network);
    this.lanes = lanes;
    this.tensors = tensors;
  }

  /** Results of an addition, which come evenly from one cycle to another. */
  private record Sums(long values, long first, long last) {

    /** How long they stand until a cycle, together. */
    long cycles(long end) {
      return values * (end - last) + values * (last - first) / 2;
    }
  }

  /** How long the results of additions stood here, until all nodes of their step had run. */
  Residency residency() {
    return residency;
  }

  /** A layer begins, behind which nodes meet its faults. */
  void behind(LayerFaults layer) {
    faults = layer;
  }

  /** Bytes of the buffer that nodes have read. */
  long readBytes() {
    return readBytes;
  }

  /** What the vector unit has computed. */
  Activity.Vectors vectors() {
    return vectors;
  }

  /** Bytes of the buffer that nodes have written. */
  long writtenBytes() {
    return writtenBytes;
  }

  /**
   * Runs a step's nodes.
   *
   * @param cycle when the layer's results are all there
   * @param firstCycle when its first ones are
   * @return when everything is there
   */
  long run(int step, long cycle, long firstCycle, Outbox outbox) {
    Step own = steps.get(step);
    Set<Tensor> made = new HashSet<>();
    long end = cycle;
    long stage = firstCycle;
    List<Sums> sums = new ArrayList<>();
    if (own.layer() != null) {
      Tensor result = own.layer().node().output();
      made.add(result);
      store(result, end, outbox);
    }
    for (Node node : own.nodes()) {
      byte[] values = OutputStage.run(node, network, faults, tensors);
      tensors[node.output().id()] = values;
      long begin = stage;
      // The stage works while results come in; it ends no earlier than they do.
      stage += (OutputStage.values(node) + lanes - 1) / lanes;
      end = Math.max(end + OutputBuffer.COMMIT_CYCLES, stage);
      if (node instanceof Node.Addition) {
        sums.add(new Sums(values.length, begin, end));
      }
      store(node.output(), end, outbox);
      vectors = vectors.plus(VectorUnit.activity(node));
      boolean constant = node instanceof ConstantTensor;
      // A pair is two tensors where they are; the product fetches them.
      boolean pair = node instanceof Node.OperandPair;
      long bytes = node instanceof Node.Reshape || constant || pair ? 0 : values.length;
      // The node's own values go in, then out to DRAM; what an earlier layer made comes in again.
      readBytes += OutputStage.values(node) + bytes;
      writtenBytes += bytes;
      for (Tensor input : node.inputs()) {
        long again = pair || made.contains(input) ? 0 : input.shape().size();
        bytes += again;
        writtenBytes += again;
      }
      if (!constant) {
        made.add(node.output());
      }
      OutputBuffer.write(step, null, design.dramBytes(bytes), end, false, outbox);
    }
    OutputBuffer.write(step, null, 0, end, true, outbox);
    if (own.layer() != null) {
      for (Sums added : sums) {
        residency.add(FaultSite.SUM, own.layer().index(), Byte.SIZE, added.cycles(end));
      }
    }
    return end;
  }

  private void store(Tensor tensor, long cycle, Outbox outbox) {
    outbox.send(Floorplan.DRAM, new Message.Store(tensor.id(), tensors[tensor.id()], cycle));
  }
}
