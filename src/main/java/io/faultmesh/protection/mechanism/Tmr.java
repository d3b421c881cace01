package io.faultmesh.protection.mechanism;

import io.faultmesh.fault.Cells;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.BitwiseGuard;
import io.faultmesh.protection.Guard;
import io.faultmesh.protection.GuardedLayer;
import io.faultmesh.protection.Majority;
import io.faultmesh.protection.Mechanism;
import io.faultmesh.protection.ProtectedColumns;
import io.faultmesh.protection.Redundancy;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.Within;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToIntFunction;

/**
 * Triple modular redundancy of the top bits (FlexHyCA's circuit layer): the top n bits of a result,
 * and the columns of products and sums from {@code t + 8 - n} up, where truncation by {@code t}
 * puts these bits and the sign above them, exist three times. The majority of each bit goes on.
 *
 * @param bits n of ordinary neurons
 * @param importantBits n of important neurons; as many as of the others if left out
 */
public record Tmr(
    @Within(low = 0, high = 8) Integer bits, @Within(low = 0, high = 8) Integer importantBits)
    implements Mechanism {
  private static final int COPIES = 3;
  private static final int RESULT_BITS = 8;
  private static final int PRODUCT_MASK = 0xffff;

  public Tmr {
    bits = bits == null ? 1 : bits;
    importantBits = importantBits == null ? bits : importantBits;
    if (bits < 0 || bits > RESULT_BITS) {
      throw new IllegalArgumentException("bits must be between 0 and 8, not " + bits);
    }
    if (importantBits < 0 || importantBits > RESULT_BITS) {
      throw new IllegalArgumentException(
          "importantBits must be between 0 and 8, not " + importantBits);
    }
  }

  public Tmr() {
    this(null, null);
  }

  @Override
  public String key() {
    return "tmr";
  }

  @Override
  public List<Guard> guards(GuardedLayer layer) {
    boolean channels = !layer.repeated().isEmpty();
    boolean votesImportant = importantBits > 0 && !channels && !layer.important().isEmpty();
    if (bits == 0 && !votesImportant) {
      return List.of();
    }
    long taps = layer.layer().node().windowSize();
    List<Guard> guards = new ArrayList<>();
    guards.add(voter(FaultSite.ACTIVATION, neuron -> resultMask(layer, neuron)));
    guards.add(voter(FaultSite.ACCUMULATOR, neuron -> columnMask(layer, neuron)));
    guards.add(voter(FaultSite.PARTIAL_SUM, mac -> columnMask(layer, mac / taps)));
    guards.add(voter(FaultSite.PRODUCT, mac -> columnMask(layer, mac / taps) & PRODUCT_MASK));
    return guards;
  }

  private int votedBits(GuardedLayer layer, long neuron) {
    if (!layer.repeated().isEmpty()) {
      // A repeated channel is voted over whole passes, not inside one.
      return layer.repeated().get(layer.channel(neuron)) ? 0 : bits;
    }
    return layer.important().get((int) neuron) ? importantBits : bits;
  }

  private int resultMask(GuardedLayer layer, long neuron) {
    return -(1 << (RESULT_BITS - votedBits(layer, neuron))) & 0xff;
  }

  private int columnMask(GuardedLayer layer, long neuron) {
    int voted = votedBits(layer, neuron);
    if (voted == 0) {
      return 0;
    }
    int lowest = layer.layer().truncations()[layer.channel(neuron)] + RESULT_BITS - voted;
    return lowest >= Integer.SIZE ? 0 : -1 << lowest;
  }

  /** Registers are built for the most bits of any neuron that the array itself computes. */
  @Override
  public ProtectedColumns columns(List<IntegerLayer> layers, boolean hasImportant) {
    return ProtectedColumns.of(hasImportant ? Math.max(bits, importantBits) : bits, layers);
  }

  @Override
  public ProtectedColumns unitColumns(List<IntegerLayer> layers) {
    return ProtectedColumns.of(importantBits, layers);
  }

  private Guard voter(FaultSite site, LongToIntFunction mask) {
    Redundancy redundancy = Redundancy.copies(COPIES, mask);
    Cells cells = new Cells(site, key());
    return new BitwiseGuard() {
      @Override
      public Cells cells() {
        return cells;
      }

      @Override
      public Redundancy redundancy() {
        return redundancy;
      }

      @Override
      public int vote(int a, int b, int c, int copied) {
        return (Majority.of(a, b, c) & copied) | (a & ~copied);
      }
    };
  }
}
