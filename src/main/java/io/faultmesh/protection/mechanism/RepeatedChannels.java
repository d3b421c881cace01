package io.faultmesh.protection.mechanism;

import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.Mechanism;
import java.util.BitSet;

/**
 * The array computes important channels three times (FlexHyCA's algorithm layer), and the majority
 * of each bit of the three results goes on.
 */
public record RepeatedChannels() implements Mechanism {
  @Override
  public String key() {
    return "repeat";
  }

  @Override
  public boolean ranksChannels() {
    return true;
  }

  @Override
  public BitSet repeatedChannels(IntegerLayer layer, BitSet important) {
    return important;
  }

  @Override
  public int passes() {
    return 3;
  }
}
