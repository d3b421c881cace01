package io.faultmesh.fast.single;

import io.faultmesh.fast.kernel.Patch;
import io.faultmesh.fast.kernel.Region;
import io.faultmesh.fast.struck.FaultStrikes;
import io.faultmesh.network.Tensor;
import java.util.List;

/** One fault on its way through the network: what of its living tensors differs from golden. */
final class SingleRun {
  private final SingleRuns.Event event;
  private final FaultStrikes strikes;
  private final Patch[] patches;
  private int differing;
  private boolean isStruck;
  private boolean tookEffect;
  private boolean ran;

  SingleRun(SingleRuns.Event event, FaultStrikes strikes) {
    this.event = event;
    this.strikes = strikes;
    this.patches = new Patch[event.golden().tensors()];
  }

  SingleRuns.Event event() {
    return event;
  }

  GoldenTensors golden() {
    return event.golden();
  }

  FaultStrikes strikes() {
    return strikes;
  }

  /** What differs of a tensor; null if nothing does. */
  Patch patch(Tensor tensor) {
    return patches[tensor.id()];
  }

  /** Keeps what of a part of a tensor differs, if anything does. */
  void keep(Tensor tensor, Region part, byte[] bytes, int from) {
    ran |= isStruck;
    Patch patch = Patch.of(tensor.shape(), golden().bytes(tensor), part, bytes, from);
    if (patch != null) {
      patches[tensor.id()] = patch;
      differing++;
    }
  }

  /** The struck layer's results are there. */
  void struck() {
    isStruck = true;
    tookEffect = differs();
  }

  /** Whether a node computed anything behind what the fault strikes. */
  boolean ran() {
    return ran;
  }

  boolean tookEffect() {
    return tookEffect;
  }

  boolean differs() {
    return differing > 0;
  }

  /** Whether any of some tensors differs. */
  boolean reaches(List<Tensor> tensors) {
    for (int i = 0; i < tensors.size(); i++) {
      if (patch(tensors.get(i)) != null) {
        return true;
      }
    }
    return false;
  }

  /** No later node reads some tensors. */
  void forget(List<Tensor> tensors) {
    for (int i = 0; i < tensors.size(); i++) {
      int id = tensors.get(i).id();
      differing -= patches[id] == null ? 0 : 1;
      patches[id] = null;
    }
  }

  /** Copies a part of a tensor; outside of the image is padding. */
  void copy(Tensor tensor, Region part, byte padding, byte[] to, int from) {
    Patch.copy(tensor.shape(), golden().bytes(tensor), patch(tensor), part, padding, to, from);
  }

  /**
   * All bytes of a tensor.
   *
   * @param own takes them if they differ
   */
  byte[] bytes(Tensor tensor, byte[] own) {
    if (patch(tensor) == null) {
      return golden().bytes(tensor);
    }
    copy(tensor, Region.whole(tensor.shape()), (byte) 0, own, 0);
    return own;
  }
}
