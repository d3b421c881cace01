package io.faultmesh.fault;

import io.faultmesh.arithmetic.LookupTable;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.scenario.FaultSite;

/** How many values each site has in a layer, and what their numbers mean. */
public final class SiteSpace {
  private SiteSpace() {}

  /**
   * Number of the fold in which a value of a site is struck: for results and finished sums that of
   * the last K tile; -1 where values are stored and belong to no fold.
   */
  public static int fold(FaultSite site, long value, Convolution layer, LayerMapping mapping) {
    return switch (site) {
      case ACTIVATION, ACCUMULATOR -> fold(value, layer.windowSize() - 1, layer, mapping);
      case PRODUCT, PARTIAL_SUM ->
          fold(value / layer.windowSize(), (int) (value % layer.windowSize()), layer, mapping);
      case PRODUCT_STREAM ->
          fold(FaultSite.PRODUCT, value / mapping.streamLength(), layer, mapping);
      case OPERAND -> mapping.operand(value).fold().index();
      case DRAM, WEIGHT, INPUT, BIAS, SCALE, TABLE, SUM, POSITION, PE -> -1;
    };
  }

  private static int fold(long neuron, int tap, Convolution layer, LayerMapping mapping) {
    int filter = (int) (neuron / layer.pixels());
    return mapping.foldOf(filter, (int) (neuron % layer.pixels()), tap).index();
  }

  /**
   * Values of a site while one image passes a layer.
   *
   * <ul>
   *   <li>{@code activation}, {@code accumulator}: neuron {@code (channel * OH + y) * OW + x}
   *   <li>{@code product}, {@code partial-sum}: {@code neuron * K + tap}; stochastic elements have
   *       no {@code product}, but {@code stream}: {@code (neuron * K + tap) * T + cycle}
   *   <li>{@code weight}: {@code filter * K + tap}; {@code input}: {@code (channel * H + y) * W +
   *       x}
   *   <li>{@code bias}, {@code scale}: the filter
   *   <li>{@code dram}: the weights, then the input
   *   <li>{@code table}: {@code table * 256 + entry}, tables behind the layer in graph order, an
   *       entry's number is the 8 bits that it stands for
   *   <li>{@code sum}: the results of additions behind the layer, one node after the other in graph
   *       order, each {@code (channel * H + y) * W + x}
   *   <li>{@code operand}: see {@link LayerMapping}
   * </ul>
   */
  public static long values(FaultSite site, IntegerLayer layer, LayerMapping mapping) {
    Convolution node = layer.node();
    return switch (site) {
      case ACTIVATION, ACCUMULATOR -> node.neurons();
      case PRODUCT -> mapping.streamLength() > 0 ? 0 : node.macs();
      case PRODUCT_STREAM -> node.macs() * mapping.streamLength();
      case PARTIAL_SUM -> node.macs();
      case WEIGHT -> layer.weights().length;
      case INPUT -> node.input().shape().size();
      case BIAS, SCALE -> node.filters();
      case DRAM -> (long) layer.weights().length + node.input().shape().size();
      case OPERAND -> mapping.operands();
      case TABLE -> (long) layer.tables().size() * LookupTable.ENTRIES;
      case SUM -> layer.added();
      case POSITION -> 0;
      case PE -> throw new IllegalArgumentException("pe belongs to the array, not to a layer");
    };
  }
}
