package io.faultmesh.fault;

import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.Convolution;
import io.faultmesh.scenario.FaultSite;

/** How many values each site has in a layer, and what their numbers mean. */
public final class SiteSpace {
  private SiteSpace() {}

  /**
   * Values of a site while one image passes a layer.
   *
   * <ul>
   *   <li>{@code activation}, {@code accumulator}: neuron {@code (channel * OH + y) * OW + x}
   *   <li>{@code product}, {@code partial-sum}: {@code neuron * K + tap}
   *   <li>{@code weight}: {@code filter * K + tap}; {@code input}: {@code (channel * H + y) * W +
   *       x}
   *   <li>{@code dram}: the weights, then the input
   *   <li>{@code operand}: see {@link LayerMapping}
   * </ul>
   */
  public static long values(FaultSite site, Convolution layer, LayerMapping mapping) {
    return switch (site) {
      case ACTIVATION, ACCUMULATOR -> layer.neurons();
      case PRODUCT, PARTIAL_SUM -> layer.macs();
      case WEIGHT -> layer.weights().length;
      case INPUT -> layer.input().shape().size();
      case DRAM -> (long) layer.weights().length + layer.input().shape().size();
      case OPERAND -> mapping.operands();
      case PE -> throw new IllegalArgumentException("pe belongs to the array, not to a layer");
    };
  }
}
