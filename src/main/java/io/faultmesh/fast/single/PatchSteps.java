package io.faultmesh.fast.single;

import io.faultmesh.fast.FastEngine;
import io.faultmesh.fast.kernel.AdditionKernel;
import io.faultmesh.fast.kernel.PatchKernel;
import io.faultmesh.fast.kernel.Region;
import io.faultmesh.fast.node.NodeCode;
import io.faultmesh.fast.struck.Restorable;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.scenario.FaultSite;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Runs nodes for many faults at once, where it can only as far as their inputs differ from golden:
 * what a window does not see cannot change its result. Of one thread.
 */
final class PatchSteps {
  private final IdentityHashMap<Node, IntegerLayer> layers = new IdentityHashMap<>();
  private final boolean judges;
  private final FastEngine.Lane lane;
  private final PatchConvolution convolution;
  private final int places;
  private byte[] in = new byte[1 << 12];
  private byte[] right = new byte[1 << 12];
  private byte[] out = new byte[1 << 12];

  /** What of a node's output may differ in one run. */
  private record Part(SingleRun run, Region region) {}

  /**
   * Steps of a design.
   *
   * @param judges whether guards look at every value of every layer
   * @param places images that the lane has room for
   */
  PatchSteps(IntegerNetwork integers, boolean judges, FastEngine.Lane lane, int places) {
    integers.layers().forEach(layer -> layers.put(layer.node(), layer));
    this.judges = judges;
    this.lane = lane;
    this.convolution = new PatchConvolution(lane);
    this.places = places;
  }

  /** Runs a node for runs of which an input differs. */
  void run(int number, Node node, List<SingleRun> runs) {
    if (node instanceof Convolution) {
      IntegerLayer layer = layers.get(node);
      PatchKernel kernel = judges ? null : lane.patches(layer);
      if (kernel != null) {
        convolution.run(layer, kernel, runs);
        return;
      }
    } else if (node instanceof Node.Addition sum) {
      add(sum, lane.adder(number), runs);
      return;
    } else if (lane.elementwise(number) != null) {
      NodeCode code = lane.elementwise(number);
      runs.forEach(run -> map(node, code, run));
      return;
    } else if (lane.code(number) != null) {
      runInJava(node, lane.code(number), runs);
      return;
    }
    for (int first = 0; first < runs.size(); first += places) {
      runWhole(number, node, runs.subList(first, Math.min(runs.size(), first + places)));
    }
  }

  private void add(Node.Addition node, AdditionKernel kernel, List<SingleRun> runs) {
    int channels = node.output().shape().channels();
    int first = 0;
    List<Part> parts = new ArrayList<>();
    int size = 0;
    for (int i = 0; i < runs.size(); i++) {
      Region region = differing(node, runs.get(i));
      parts.add(new Part(runs.get(i), region));
      size += region.pixels() * channels;
      if (size > PatchConvolution.GROUP_BYTES || i == runs.size() - 1) {
        add(node, kernel, parts.subList(first, i + 1), size);
        first = i + 1;
        size = 0;
      }
    }
  }

  private static Region differing(Node node, SingleRun run) {
    Region region = null;
    for (Tensor input : node.inputs()) {
      if (run.patch(input) != null) {
        Region own = run.patch(input).region();
        region = region == null ? own : region.and(own);
      }
    }
    return region;
  }

  /** Sums of many runs side by side. */
  private void add(Node.Addition node, AdditionKernel kernel, List<Part> parts, int size) {
    int channels = node.output().shape().channels();
    in = PatchConvolution.atLeast(in, size);
    right = PatchConvolution.atLeast(right, size);
    out = PatchConvolution.atLeast(out, size);
    int at = 0;
    for (Part part : parts) {
      part.run().copy(node.left(), part.region(), (byte) 0, in, at);
      part.run().copy(node.right(), part.region(), (byte) 0, right, at);
      at += part.region().pixels() * channels;
    }
    kernel.run(in, right, out, size);
    at = 0;
    for (Part part : parts) {
      part.run().keep(node.output(), part.region(), out, at);
      at += part.region().pixels() * channels;
    }
  }

  private static void map(Node node, NodeCode code, SingleRun run) {
    Tensor input = node.inputs().get(0);
    Region region = run.patch(input).region();
    byte[] values = new byte[region.pixels() * input.shape().channels()];
    run.copy(input, region, (byte) 0, values, 0);
    byte[] results = new byte[region.pixels() * node.output().shape().channels()];
    code.run(new byte[][] {values}, results);
    run.keep(node.output(), region, results, 0);
  }

  /** On whole tensors, but on nothing else than arrays. */
  private void runInJava(Node node, NodeCode code, List<SingleRun> runs) {
    List<Tensor> inputs = node.inputs();
    byte[][] own = new byte[inputs.size()][];
    for (int i = 0; i < own.length; i++) {
      own[i] = new byte[inputs.get(i).shape().size()];
    }
    byte[][] values = new byte[own.length][];
    byte[] results = new byte[node.output().shape().size()];
    Region whole = Region.whole(node.output().shape());
    for (SingleRun run : runs) {
      for (int i = 0; i < own.length; i++) {
        values[i] = run.bytes(inputs.get(i), own[i]);
      }
      code.run(values, results);
      run.keep(node.output(), whole, results, 0);
    }
  }

  private void runWhole(int number, Node node, List<SingleRun> runs) {
    for (Tensor input : node.inputs()) {
      for (int i = 0; i < runs.size(); i++) {
        lane.put(input, i, runs.get(i).bytes(input, new byte[input.shape().size()]));
      }
    }
    if (node instanceof Convolution) {
      // Guards look at every value; nothing flips behind the struck layer.
      Strikes strikes = new SlotStrikes(runs.stream().map(SingleRun::strikes).toList());
      lane.resume(layers.get(node), runs.size(), runs.size(), strikes);
    } else {
      lane.step(number, runs.size(), Strikes.NONE);
    }
    keep(node.output(), runs);
  }

  /** Runs a layer that faults strike themselves, as many as there are places. */
  void strike(IntegerLayer layer, List<SingleRun> runs) {
    List<SingleRun> inputs = new ArrayList<>();
    List<SingleRun> others = new ArrayList<>();
    for (SingleRun run : runs) {
      boolean input = SingleRuns.strikesInput(run.event().fault().site()) && isLocal(run, layer);
      if (input && strikeInput(layer, run)) {
        inputs.add(run);
      } else {
        others.add(run);
      }
    }
    if (!inputs.isEmpty()) {
      convolution.run(layer, lane.patches(layer), inputs);
      List<Tensor> struck = layer.node().inputs();
      inputs.forEach(run -> run.forget(struck));
    }
    if (!others.isEmpty()) {
      strikeOthers(layer, others);
    }
    runs.forEach(SingleRun::struck);
  }

  /** Whether a struck input changes those results alone whose windows see it. */
  private boolean isLocal(SingleRun run, IntegerLayer layer) {
    return !judges && !run.strikes().reachesSums(layer) && lane.patches(layer) != null;
  }

  /** Strikes a layer's input, which other nodes read as it is; gives whether anything differs. */
  private boolean strikeInput(IntegerLayer layer, SingleRun run) {
    Tensor input = layer.node().input();
    byte[] golden = run.golden().bytes(input);
    ByteBuffer struck = ByteBuffer.wrap(golden.clone());
    run.strikes().input(layer, 0, new Restorable(struck), 0);
    run.keep(input, Region.whole(input.shape()), struck.array(), 0);
    return run.differs();
  }

  private void strikeOthers(IntegerLayer layer, List<SingleRun> runs) {
    Tensor input = layer.node().input();
    Tensor output = layer.node().output();
    int computed = 0;
    for (int i = 0; i < runs.size(); i++) {
      SingleRun run = runs.get(i);
      FaultSite site = run.event().fault().site();
      boolean computes = judges || (SingleRuns.strikesInput(site) && !isLocal(run, layer));
      if (computes || site != FaultSite.ACTIVATION) {
        lane.put(input, i, run.golden().bytes(input));
      }
      if (computes) {
        computed = i + 1;
      } else {
        lane.put(output, i, run.golden().bytes(output));
      }
    }
    Strikes strikes = new SlotStrikes(runs.stream().map(SingleRun::strikes).toList());
    lane.resume(layer, computed, runs.size(), strikes);
    keep(output, runs);
  }

  /** Runs a node whose tables or results faults strike, as many as there are places. */
  void strike(int number, Node node, List<SingleRun> runs) {
    for (Tensor input : node.inputs()) {
      for (int i = 0; i < runs.size(); i++) {
        lane.put(input, i, runs.get(i).golden().bytes(input));
      }
    }
    Strikes strikes = new SlotStrikes(runs.stream().map(SingleRun::strikes).toList());
    lane.step(number, runs.size(), strikes);
    keep(node.output(), runs);
    runs.forEach(SingleRun::struck);
  }

  private void keep(Tensor output, List<SingleRun> runs) {
    int size = output.shape().size();
    out = PatchConvolution.atLeast(out, size);
    for (int i = 0; i < runs.size(); i++) {
      lane.bytes(output).get(i * size, out, 0, size);
      runs.get(i).keep(output, Region.whole(output.shape()), out, 0);
    }
  }
}
