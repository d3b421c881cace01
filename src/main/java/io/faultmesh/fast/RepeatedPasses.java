package io.faultmesh.fast;

import io.faultmesh.network.Convolution;
import io.faultmesh.protection.RepeatVote;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The passes over repeated channels of one image's layer, kept only where a fault has struck one of
 * them: everywhere else they agree. Places are those of {@code [pixel][filter]} order.
 */
final class RepeatedPasses {
  private final Map<Integer, Byte> clean = new HashMap<>();
  private final Map<Integer, Map<Integer, Byte>> struck = new HashMap<>();

  /** Says what pass 0 would give at a place that it is about to strike where its results lie. */
  void keepClean(int place, byte result) {
    clean.putIfAbsent(place, result);
  }

  /** The struck results of pass 1 or 2. */
  Map<Integer, Byte> pass(int pass) {
    return struck.computeIfAbsent(pass, key -> new HashMap<>());
  }

  /**
   * Votes.
   *
   * @param channels the repeated ones
   * @param passes over them
   * @param vote counts what it finds
   * @param values results of pass 0 from {@code offset} on, which become those of the vote
   */
  void vote(
      BitSet channels,
      int passes,
      Convolution node,
      RepeatVote vote,
      ByteBuffer values,
      int offset) {
    int filters = node.filters();
    int pixels = node.pixels();
    Set<Integer> places = new HashSet<>(clean.keySet());
    struck.values().forEach(pass -> places.addAll(pass.keySet()));
    for (int place : places) {
      if (channels.get(place % filters)) {
        byte first = values.get(offset + place);
        byte expected = clean.getOrDefault(place, first);
        int[] all = new int[passes];
        all[0] = first;
        for (int pass = 1; pass < passes; pass++) {
          all[pass] = pass(pass).getOrDefault(place, expected);
        }
        long neuron = (long) (place % filters) * pixels + place / filters;
        values.put(offset + place, (byte) vote.of(neuron, all, () -> expected));
      }
    }
  }
}
