package io.faultmesh.fast.kernel;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;

/** Exact sums, requantised one by one: what stands in for a native layer, and what judges it. */
final class SummingKernel implements ResultKernel {
  private final IntegerLayer layer;
  private final LayerSums sums;
  private final KernelKind kind;

  SummingKernel(IntegerLayer layer, KernelKind kind) {
    this.layer = layer;
    this.kind = kind;
    this.sums = LayerSums.of(layer, kind);
  }

  @Override
  public void run(Slab in, Slab out, int images) {
    byte[] image = new byte[layer.node().input().shape().size()];
    for (int i = 0; i < images; i++) {
      in.bytes().get(i * image.length, image);
      out.bytes().put(i * layer.node().neurons(), results(image));
    }
  }

  /** The results of one image. */
  byte[] results(byte[] image) {
    Convolution node = layer.node();
    int[] own = sums.of(image);
    byte[] results = new byte[own.length];
    int filters = node.filters();
    for (int first = 0; first < own.length; first += filters) {
      for (int n = 0; n < filters; n++) {
        int result = layer.requantiser().apply(own[first + n] + layer.bias()[n], n);
        results[first + n] = Layout.stored(result, layer.output());
      }
    }
    return results;
  }

  @Override
  public KernelKind kind() {
    return kind;
  }

  @Override
  public void close() {
    sums.close();
  }
}
