package io.faultmesh.oracle;

import io.faultmesh.network.Node;
import io.faultmesh.network.Requantiser;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Window;
import java.util.Map;

/** Every node that faults do not strike, one output value at a time, in (channel, y, x) order. */
final class SlowNodes {
  private SlowNodes() {}

  static byte[] run(Node node, Requantiser requantiser, Map<Tensor, byte[]> values) {
    Shape out = node.output().shape();
    byte[] output = new byte[out.size()];
    int next = 0;
    for (int c = 0; c < out.channels(); c++) {
      for (int y = 0; y < out.height(); y++) {
        for (int x = 0; x < out.width(); x++) {
          output[next] = (byte) value(node, requantiser, values, next, new int[] {c, y, x});
          next++;
        }
      }
    }
    return output;
  }

  private static int value(
      Node node, Requantiser r, Map<Tensor, byte[]> values, int index, int[] place) {
    byte[] first = values.get(node.inputs().get(0));
    if (node instanceof Node.Addition sum) {
      byte[] second = values.get(sum.right());
      long scaled =
          first[index] * (long) r.multipliers()[0] + second[index] * (long) r.multipliers()[1];
      return requantise(scaled, r);
    }
    if (node instanceof Node.Rescale) {
      return requantise(first[index] * (long) r.multipliers()[0], r);
    }
    if (node instanceof Node.Reshape) {
      return first[index];
    }
    if (node instanceof Node.MaxPool pool) {
      return maximum(pool, first, place);
    }
    if (node instanceof Node.AveragePool pool) {
      return mean(pool, r, first, place);
    }
    if (node instanceof Node.Slice slice) {
      int[] from = new int[3];
      for (int i = 0; i < 3; i++) {
        from[i] = slice.starts().get(i) + place[i] * slice.steps().get(i);
      }
      return at(first, slice.input().shape(), from, 0);
    }
    if (node instanceof Node.Padding padding) {
      int[] from = new int[3];
      for (int i = 0; i < 3; i++) {
        from[i] = place[i] - padding.before().get(i);
      }
      return at(first, padding.input().shape(), from, 0);
    }
    return concatenated((Node.Concatenation) node, r, values, place);
  }

  private static int concatenated(
      Node.Concatenation node, Requantiser r, Map<Tensor, byte[]> values, int[] place) {
    int[] from = place.clone();
    for (int i = 0; i < node.inputs().size(); i++) {
      Tensor input = node.inputs().get(i);
      Shape shape = input.shape();
      int length = new int[] {shape.channels(), shape.height(), shape.width()}[node.axis()];
      if (from[node.axis()] < length) {
        int value = at(values.get(input), shape, from, 0);
        return requantise(value * (long) r.multipliers()[i], r);
      }
      from[node.axis()] -= length;
    }
    throw new IllegalStateException("the inputs of " + node.name() + " do not fill its output");
  }

  private static int maximum(Node.MaxPool pool, byte[] input, int[] place) {
    Window w = pool.window();
    int most = -128;
    for (int ky = 0; ky < w.kernelHeight(); ky++) {
      for (int kx = 0; kx < w.kernelWidth(); kx++) {
        most = Math.max(most, at(input, pool.input().shape(), tap(w, place, ky, kx), -128));
      }
    }
    return most;
  }

  private static int mean(Node.AveragePool pool, Requantiser r, byte[] input, int[] place) {
    Window w = pool.window();
    Shape shape = pool.input().shape();
    int sum = 0;
    int divisor = 0;
    for (int ky = 0; ky < w.kernelHeight(); ky++) {
      for (int kx = 0; kx < w.kernelWidth(); kx++) {
        int[] tap = tap(w, place, ky, kx);
        sum += at(input, shape, tap, 0);
        boolean inImage =
            tap[1] >= 0 && tap[1] < shape.height() && tap[2] >= 0 && tap[2] < shape.width();
        divisor += inImage || pool.countPads() ? 1 : 0;
      }
    }
    return requantise(sum * (long) r.multipliers()[divisor], r);
  }

  static int[] tap(Window w, int[] place, int ky, int kx) {
    return new int[] {
      place[0],
      place[1] * w.strideY() - w.padTop() + ky * w.dilationY(),
      place[2] * w.strideX() - w.padLeft() + kx * w.dilationX()
    };
  }

  /** A value, or what stands outside of the tensor. */
  static int at(byte[] values, Shape shape, int[] place, int outside) {
    boolean inside =
        place[0] >= 0
            && place[0] < shape.channels()
            && place[1] >= 0
            && place[1] < shape.height()
            && place[2] >= 0
            && place[2] < shape.width();
    return inside
        ? values[(place[0] * shape.height() + place[1]) * shape.width() + place[2]]
        : outside;
  }

  /** {@code clamp(sign(x) * ((|x| + 2^(s-1)) >> s))}. */
  static int requantise(long x, Requantiser r) {
    long magnitude = (Math.abs(x) + (1L << (r.shift() - 1))) >> r.shift();
    long rounded = x < 0 ? -magnitude : magnitude;
    return (int) Math.min(r.high(), Math.max(r.low(), rounded));
  }
}
