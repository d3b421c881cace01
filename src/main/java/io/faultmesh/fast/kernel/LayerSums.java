package io.faultmesh.fast.kernel;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Exact sums of a layer without bias, image by image: {@code [pixel][filter]}. Any thread may run
 * it.
 */
public final class LayerSums implements AutoCloseable {
  private final IntegerLayer layer;
  private final Convolution node;
  private final PatchMatrix patches;
  private final List<Products> products = new ArrayList<>();

  private LayerSums(IntegerLayer layer, Products.Factory factory) {
    this.layer = layer;
    this.node = layer.node();
    this.patches = new PatchMatrix(layer);
    int filters = node.filtersPerGroup();
    for (int group = 0; group < node.groups() && !node.isProduct(); group++) {
      byte[] weights = patches.weights(layer.weights(), group * filters, filters);
      products.add(factory.create(weights, filters, node.windowSize(), layer.input().lowest()));
    }
  }

  /** Sums by native products, or by plain ones where the layer itself runs so. */
  public static LayerSums of(IntegerLayer layer, KernelKind kind) {
    boolean plain = kind == KernelKind.PLAIN;
    return new LayerSums(layer, plain ? PlainProducts::new : ProductProof.pick());
  }

  /**
   * The sums of an image.
   *
   * @param image in this room's layout
   */
  public int[] of(byte[] image) {
    if (node.isProduct()) {
      return OperandProducts.sums(layer, image);
    }
    byte[] padded = patches.padded(image);
    int[] sums = new int[node.neurons()];
    for (int group = 0; group < node.groups(); group++) {
      GroupColumns columns = new GroupColumns(sums, group * node.filtersPerGroup());
      products.get(group).multiply(patches.rows(padded, group), 0, node.pixels(), columns);
    }
    return sums;
  }

  /** Puts a group's sums at its filters of every pixel. */
  private final class GroupColumns implements Products.Sink {
    private final int[] sums;
    private int next;

    GroupColumns(int[] sums, int firstFilter) {
      this.sums = sums;
      this.next = firstFilter;
    }

    @Override
    public void accept(IntBuffer block, int count) {
      int filters = node.filtersPerGroup();
      for (int from = 0; from < count; from += filters) {
        block.get(from, sums, next, filters);
        next += node.filters();
      }
    }
  }

  @Override
  public void close() {
    products.forEach(Products::close);
  }
}
