package io.faultmesh.fast.struck;

import io.faultmesh.network.Convolution;
import io.faultmesh.protection.RepeatVote;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

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

  /** What a pass gives at a place where nothing strikes it, as it is stored or was kept. */
  byte clean(int place, byte stored) {
    return clean.getOrDefault(place, stored);
  }

  /** Before passes are computed again. */
  void forgetStruck() {
    struck.clear();
  }

  /** Puts what nothing strikes in place of what was struck, at some places. */
  void restore(IntPredicate places, ByteBuffer values, int offset) {
    clean.forEach(
        (place, result) -> {
          if (places.test(place)) {
            values.put(offset + place, result);
          }
        });
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
   * @param voted the places that are looked at
   * @return the places where passes differ
   */
  BitSet vote(
      BitSet channels,
      int passes,
      Convolution node,
      RepeatVote vote,
      ByteBuffer values,
      int offset,
      IntPredicate voted) {
    BitSet differing = new BitSet();
    int filters = node.filters();
    int pixels = node.pixels();
    Set<Integer> places = new HashSet<>(clean.keySet());
    struck.values().forEach(pass -> places.addAll(pass.keySet()));
    for (int place : places) {
      if (channels.get(place % filters) && voted.test(place)) {
        byte first = values.get(offset + place);
        byte expected = clean.getOrDefault(place, first);
        int[] all = new int[passes];
        all[0] = first;
        for (int pass = 1; pass < passes; pass++) {
          all[pass] = pass(pass).getOrDefault(place, expected);
        }
        if (Arrays.stream(all).anyMatch(one -> one != all[0])) {
          differing.set(place);
        }
        long neuron = (long) (place % filters) * pixels + place / filters;
        values.put(offset + place, (byte) vote.of(neuron, all, () -> expected));
      }
    }
    return differing;
  }
}
