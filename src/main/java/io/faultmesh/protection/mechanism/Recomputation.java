package io.faultmesh.protection.mechanism;

import io.faultmesh.protection.Mechanism;
import java.util.BitSet;

/**
 * The dot-product unit computes important neurons in the array's stead (FlexHyCA's architecture
 * layer); what the array makes of them is dropped.
 */
public record Recomputation() implements Mechanism {
  @Override
  public String key() {
    return "recompute";
  }

  @Override
  public BitSet recomputedNeurons(BitSet important) {
    return important;
  }
}
