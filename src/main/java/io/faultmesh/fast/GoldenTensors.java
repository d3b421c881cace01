package io.faultmesh.fast;

import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Every tensor of one image as a run without faults left it, in this room's layout. */
final class GoldenTensors {
  private final ByteBuffer[] tensors;
  private final byte[] logits;

  private GoldenTensors(ByteBuffer[] tensors, byte[] logits) {
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
    List<ByteBuffer[]> all = new ArrayList<>();
    lane.load(images);
    for (int i = 0; i < images.size(); i++) {
      all.add(new ByteBuffer[network.tensorCount()]);
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

  private static void keep(FastEngine.Lane lane, Tensor tensor, int image, ByteBuffer[] to) {
    byte[] bytes = new byte[tensor.shape().size()];
    lane.bytes(tensor).get(image * bytes.length, bytes);
    to[tensor.id()] = ByteBuffer.wrap(bytes);
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

  /** Puts a tensor into an image's place. */
  void restore(FastEngine.Lane lane, Tensor tensor, int image) {
    ByteBuffer own = tensors[tensor.id()];
    lane.bytes(tensor).put(image * own.capacity(), own, 0, own.capacity());
  }

  /** Whether an image's tensor is what it is without faults. */
  boolean equals(FastEngine.Lane lane, Tensor tensor, int image) {
    ByteBuffer own = tensors[tensor.id()];
    int size = own.capacity();
    return lane.bytes(tensor).slice(image * size, size).mismatch(own.duplicate()) < 0;
  }
}
