package io.faultmesh.fast.single;

import io.faultmesh.fast.FastEngine;
import io.faultmesh.fast.kernel.PatchKernel;
import io.faultmesh.fast.kernel.Region;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs layers for many faults at once, only as far as their inputs differ from golden: what a
 * window does not see cannot change its result. Of one thread.
 */
final class PatchConvolution {
  /** A native call costs about as much as this many products. */
  private static final long CALL_PRODUCTS = 1 << 20;

  /** Bytes of patches, or of sums, in one call: they stay in the second-level cache. */
  static final int GROUP_BYTES = 1 << 18;

  private final FastEngine.Lane lane;
  private byte[] in = new byte[1 << 12];
  private byte[] out = new byte[1 << 12];

  /** What of a layer's results may differ in one run. */
  private record Part(SingleRun run, Region region) {}

  PatchConvolution(FastEngine.Lane lane) {
    this.lane = lane;
  }

  /** Computes what of a layer's results may differ in runs whose inputs do. */
  void run(IntegerLayer layer, PatchKernel kernel, List<SingleRun> runs) {
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

  /** The same array if it is large enough; else a new one, whatever was in the old. */
  static byte[] atLeast(byte[] bytes, int size) {
    return bytes.length >= size ? bytes : new byte[Math.max(size, 2 * bytes.length)];
  }
}
