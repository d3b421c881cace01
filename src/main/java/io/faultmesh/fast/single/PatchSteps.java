package io.faultmesh.fast.single;

import io.faultmesh.fast.FastEngine;
import io.faultmesh.fast.kernel.AdditionKernel;
import io.faultmesh.fast.kernel.PatchKernel;
import io.faultmesh.fast.kernel.Region;
import io.faultmesh.fast.node.NodeCode;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Runs nodes for many faults at once, where it can only as far as their inputs differ from golden:
 * what a window does not see cannot change its result. Of one thread.
 */
final class PatchSteps {
  /** A native call costs about as much as this many products. */
  private static final long CALL_PRODUCTS = 1 << 20;

  private static final int GROUP_BYTES = 1 << 18;

  private final IdentityHashMap<Node, IntegerLayer> layers = new IdentityHashMap<>();
  private final boolean judges;
  private final FastEngine.Lane lane;
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
    this.places = places;
  }

  /** Runs a node for runs of which an input differs. */
  void run(int number, Node node, List<SingleRun> runs) {
    if (node instanceof Convolution) {
      IntegerLayer layer = layers.get(node);
      PatchKernel kernel = judges ? null : lane.patches(layer);
      if (kernel != null) {
        convolve(layer, kernel, runs);
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

  private void convolve(IntegerLayer layer, PatchKernel kernel, List<SingleRun> runs) {
    Convolution node = layer.node();
    List<Part> parts = new ArrayList<>();
    for (SingleRun run : runs) {
      Region seen = run.patch(node.input()).region().seenBy(node.window(), node.output().shape());
      if (seen.pixels() > 0) {
        parts.add(new Part(run, seen));
      }
    }
    bySize(parts);
    for (int first = 0; first < parts.size(); ) {
      int height = parts.get(first).region().height();
      int width = parts.get(first).region().width();
      int end = first + 1;
      while (end < parts.size()) {
        Region next = parts.get(end).region();
        int high = Math.max(height, next.height());
        int wide = Math.max(width, next.width());
        long wasted = (long) (end - first) * (high * wide - height * width);
        if (wasted * node.filters() * node.windowSize() > CALL_PRODUCTS
            || bytes(node, end + 1 - first, high, wide) > GROUP_BYTES) {
          break;
        }
        height = high;
        width = wide;
        end++;
      }
      convolve(node, kernel, parts.subList(first, end), height, width);
      first = end;
    }
  }

  /** Sorts by the number of pixels, and by places in the list where it is the same. */
  private static void bySize(List<Part> parts) {
    long[] keys = new long[parts.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (long) parts.get(i).region().pixels() << Integer.SIZE | i;
    }
    Arrays.sort(keys);
    List<Part> unsorted = List.copyOf(parts);
    for (int i = 0; i < keys.length; i++) {
      parts.set(i, unsorted.get((int) keys[i]));
    }
  }

  private static long bytes(Convolution node, int patches, int height, int width) {
    Region covered = new Region(0, 0, height, width).inputs(node.window());
    return (long) patches
        * Math.max(
            covered.pixels() * node.input().shape().channels(), height * width * node.filters());
  }

  /** Patches of one size in one native call. */
  private void convolve(
      Convolution node, PatchKernel kernel, List<Part> parts, int height, int width) {
    Region covered = new Region(0, 0, height, width).inputs(node.window());
    int inSize = covered.pixels() * node.input().shape().channels();
    int outSize = height * width * node.filters();
    in = atLeast(in, parts.size() * inSize);
    out = atLeast(out, parts.size() * outSize);
    List<Region> regions = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Region region = parts.get(i).region().grown(height, width, node.output().shape());
      regions.add(region);
      Region read = region.inputs(node.window());
      parts.get(i).run().copy(node.input(), read, kernel.padding(), in, i * inSize);
    }
    lane.run(kernel, in, parts.size(), height, width, out);
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).run().keep(node.output(), regions.get(i), out, i * outSize);
    }
  }

  private static byte[] atLeast(byte[] bytes, int size) {
    return bytes.length >= size ? bytes : new byte[Math.max(size, 2 * bytes.length)];
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
      if (size > GROUP_BYTES || i == runs.size() - 1) {
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
    in = atLeast(in, size);
    right = atLeast(right, size);
    out = atLeast(out, size);
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
    Tensor input = layer.node().input();
    Tensor output = layer.node().output();
    int computed = 0;
    for (int i = 0; i < runs.size(); i++) {
      SingleRun run = runs.get(i);
      boolean computes = judges || SingleRuns.strikesInput(run.event().fault().site());
      if (computes || run.event().fault().site() != FaultSite.ACTIVATION) {
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
    runs.forEach(SingleRun::struck);
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
    out = atLeast(out, size);
    for (int i = 0; i < runs.size(); i++) {
      lane.bytes(output).get(i * size, out, 0, size);
      runs.get(i).keep(output, Region.whole(output.shape()), out, 0);
    }
  }
}
