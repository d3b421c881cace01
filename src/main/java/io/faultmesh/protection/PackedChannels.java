package io.faultmesh.protection;

import io.faultmesh.network.Convolution;
import java.util.BitSet;

/**
 * Where repeated channels stand in their extra folds (our rule): group by group, pass 1's channels
 * in ascending order, then pass 2's, side by side.
 */
public final class PackedChannels {
  private final int filtersPerGroup;
  private final BitSet channels;

  public PackedChannels(Convolution layer, BitSet channels) {
    this.filtersPerGroup = layer.filtersPerGroup();
    this.channels = channels;
  }

  /** Repeated channels of a group, counted once. */
  public int count(int group) {
    return channels.get(group * filtersPerGroup, (group + 1) * filtersPerGroup).cardinality();
  }

  /** Place of a channel's pass (1 or 2) in its group's row of extra columns. */
  public int position(int channel, int pass) {
    int group = channel / filtersPerGroup;
    int before = channels.get(group * filtersPerGroup, channel).cardinality();
    return (pass - 1) * count(group) + before;
  }
}
