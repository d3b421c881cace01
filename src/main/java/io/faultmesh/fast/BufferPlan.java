package io.faultmesh.fast;

import io.faultmesh.fast.kernel.Slab;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives tensors that do not live at the same time the same memory. The network's input keeps its
 * own: it is there for several runs.
 */
public final class BufferPlan {
  private final int[] slots;
  private final int[] slotSizes;

  BufferPlan(Network network) {
    slots = new int[network.tensorCount()];
    Arrays.fill(slots, -1);
    int[] sizes = new int[network.tensorCount()];
    int count = 0;
    Map<Integer, Integer> lastUse = lastUses(network);
    Deque<Integer> free = new ArrayDeque<>();
    slots[network.input().id()] = count;
    sizes[count++] = network.input().shape().size();
    for (int i = 0; i < network.nodes().size(); i++) {
      Node node = network.nodes().get(i);
      int slot = free.isEmpty() ? count++ : free.pop();
      slots[node.output().id()] = slot;
      sizes[slot] = Math.max(sizes[slot], node.output().shape().size());
      for (Tensor input : node.inputs().stream().distinct().toList()) {
        if (lastUse.get(input.id()) == i && input.id() != network.input().id()) {
          free.push(slots[input.id()]);
        }
      }
      if (!lastUse.containsKey(node.output().id())) {
        free.push(slot);
      }
    }
    slotSizes = Arrays.copyOf(sizes, count);
  }

  /** By tensor, the number of the last node that reads it; behind the last for the output. */
  public static Map<Integer, Integer> lastUses(Network network) {
    Map<Integer, Integer> last = new HashMap<>();
    for (int i = 0; i < network.nodes().size(); i++) {
      for (Tensor input : network.nodes().get(i).inputs()) {
        last.put(input.id(), i);
      }
    }
    last.put(network.output().id(), network.nodes().size());
    return last;
  }

  int slot(Tensor tensor) {
    return slots[tensor.id()];
  }

  Slab[] allocate(int images) {
    Slab[] buffers = new Slab[slotSizes.length];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = new Slab(Math.multiplyExact(slotSizes[i], images));
    }
    return buffers;
  }

  /** Bytes of all buffers for one image. */
  long bytesPerImage() {
    return Arrays.stream(slotSizes).asLongStream().sum();
  }
}
