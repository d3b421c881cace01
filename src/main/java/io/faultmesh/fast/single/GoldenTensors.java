package io.faultmesh.fast.single;

import io.faultmesh.fast.FastEngine;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Every tensor of one image as a run without faults left it, in this room's layout. */
final class GoldenTensors {
  private final byte[][] tensors;
  private final byte[] logits;

  private GoldenTensors(byte[][] tensors, byte[] logits) {
    this.tensors = tensors;
    this.logits = logits;
  }

  /**
   * Runs images without faults and keeps what they give.
   *
   * @param strikes guards that look at every value, but no faults
   */
  static List<GoldenTensors> of(
      Network network, FastEngine.Lane lane, List<byte[]> images, Strikes strikes) {
    List<byte[][]> all = new ArrayList<>();
    lane.load(images);
    for (int i = 0; i < images.size(); i++) {
      all.add(new byte[network.tensorCount()][]);
      keep(lane, network.input(), i, all.get(i));
    }
    for (int node = 0; node < network.nodes().size(); node++) {
      lane.step(node, images.size(), strikes);
      for (int i = 0; i < images.size(); i++) {
        keep(lane, network.nodes().get(node).output(), i, all.get(i));
      }
    }
    List<GoldenTensors> golden = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      golden.add(new GoldenTensors(all.get(i), lane.values(network.output(), i)));
    }
    return golden;
  }

  private static void keep(FastEngine.Lane lane, Tensor tensor, int image, byte[][] to) {
    byte[] bytes = new byte[tensor.shape().size()];
    lane.bytes(tensor).get(image * bytes.length, bytes);
    to[tensor.id()] = bytes;
  }

  /** Bytes that one image takes. */
  static long bytes(Network network) {
    long bytes = network.input().shape().size();
    for (Node node : network.nodes()) {
      bytes += node.output().shape().size();
    }
    return bytes;
  }

  byte[] logits() {
    return logits;
  }

  /** How many tensors the network has. */
  int tensors() {
    return tensors.length;
  }

  /** All bytes of a tensor. */
  byte[] bytes(Tensor tensor) {
    return tensors[tensor.id()];
  }

  /** Whether an image's tensor is what it is without faults. */
  boolean equals(FastEngine.Lane lane, Tensor tensor, int image) {
    byte[] own = bytes(tensor);
    return lane.bytes(tensor).slice(image * own.length, own.length).mismatch(ByteBuffer.wrap(own))
        < 0;
  }
}
