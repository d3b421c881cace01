package io.faultmesh.protection.mechanism;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.Mechanism;
import io.faultmesh.protection.ProtectedColumns;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.text.Text;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * HyCA's repair (arXiv 2106.04772): the dot-product unit computes what stuck processing elements
 * would spoil. It repairs as many elements as cost it no time, the leftmost first; columns with an
 * element that is left over, and those behind them, are not used.
 */
public record Repair() implements Mechanism {
  private static final int REPLICAS = 3;

  @Override
  public String key() {
    return "repair";
  }

  @Override
  public Optional<FaultSite> adaptsTo() {
    return Optional.of(FaultSite.PE);
  }

  @Override
  public Protection adapt(Protection design, FaultPlan plan, int trial) {
    if (!plan.strikes(FaultSite.PE)) {
      return design;
    }
    ArraySettings built = design.built();
    BitSet faulty = faulty(design, plan, trial);
    int columns = usableColumns(faulty, built, design.dppu().capacity(built.columns()));
    if (columns == 0) {
      throw new BadInputException(
          Text.format(
                  "design %s, trial %d: the first column has more stuck elements than the"
                      + " dot-product unit",
                  design.name(), trial)
              + " can repair, so no column is left; give it more multipliers");
    }
    ArraySettings used = built.withColumns(columns);
    List<LayerMapping> mappings = new ArrayList<>();
    List<LayerProtection> layers = new ArrayList<>();
    for (IntegerLayer layer : design.network().layers()) {
      LayerMapping mapping = design.mappings().get(layer.index()).on(used, layer.node());
      mappings.add(mapping);
      LayerProtection own = design.layers().get(layer.index());
      layers.add(own.repairing(spoilt(layer.node(), mapping, faulty, built, columns)));
    }
    return design.on(used, layers, mappings);
  }

  /** Elements with a stuck bit in any register that exists. */
  private static BitSet faulty(Protection design, FaultPlan plan, int trial) {
    ProtectedColumns tripled = design.columns();
    BitSet faulty = new BitSet();
    for (int replica = 0; replica < REPLICAS; replica++) {
      for (StuckBit bit : design.stuckBits(plan, trial, replica)) {
        if (replica == 0 || tripled.isTripled(bit.bit())) {
          faulty.set(bit.element());
        }
      }
    }
    return faulty;
  }

  private static int usableColumns(BitSet faulty, ArraySettings array, int capacity) {
    int repaired = 0;
    for (int column = 0; column < array.columns(); column++) {
      for (int row = 0; row < array.rows(); row++) {
        repaired += faulty.get(row * array.columns() + column) ? 1 : 0;
      }
      if (repaired > capacity) {
        return column;
      }
    }
    return array.columns();
  }

  /** The neurons that meet a faulty element of the used columns. */
  private static BitSet spoilt(
      Convolution layer, LayerMapping mapping, BitSet faulty, ArraySettings built, int columns) {
    int taps = mapping.isOutputStationary() ? 1 : Math.min(layer.windowSize(), mapping.rows());
    BitSet neurons = new BitSet();
    for (int neuron = 0; neuron < layer.neurons() && !faulty.isEmpty(); neuron++) {
      for (int tap = 0; tap < taps && !neurons.get(neuron); tap++) {
        int element =
            mapping.processingElement(neuron / layer.pixels(), neuron % layer.pixels(), tap);
        int column = element % columns;
        neurons.set(neuron, faulty.get(element / columns * built.columns() + column));
      }
    }
    return neurons;
  }
}
