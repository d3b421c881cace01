package io.faultmesh.machine.memory;

import io.faultmesh.fault.Refetch;
import io.faultmesh.machine.work.LayerLines.Run;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The words of a layer that are read again, until a fold needs them: the first fold that touches
 * one waits for it, and all later ones find it in the buffer. Words of one attempt are one access,
 * which begins when the attempt before is there.
 */
public final class RefetchedWords {

  /** Bytes of words that a fold waits for: by access, and by buffer. */
  public record Bytes(List<Long> accesses, long inputs, long weights) {
    public static final Bytes NONE = new Bytes(List.of(), 0, 0);
  }

  /** By address in their tensor. */
  private final TreeMap<Long, List<Refetch>> inputs = new TreeMap<>();

  private final TreeMap<Long, List<Refetch>> weights = new TreeMap<>();
  private int longest;

  /**
   * All words of a layer.
   *
   * @param weightCount weights of the layer, behind which the input follows at DRAM
   */
  public RefetchedWords(List<Refetch> words, int weightCount) {
    for (Refetch word : words) {
      boolean ofDram = word.site() == FaultSite.DRAM;
      boolean ofInput = ofDram ? word.first() >= weightCount : word.site() == FaultSite.INPUT;
      long address = ofDram && ofInput ? word.first() - weightCount : word.first();
      (ofInput ? inputs : weights).computeIfAbsent(address, unused -> new ArrayList<>()).add(word);
      longest = Math.max(longest, word.values());
    }
  }

  /** Takes the words that a fold is the first to touch. */
  public Bytes take(List<Run> inputRuns, List<Run> weightRuns) {
    if (inputs.isEmpty() && weights.isEmpty()) {
      return Bytes.NONE;
    }
    SortedMap<Integer, Long> byAttempt = new TreeMap<>();
    long ofInputs = take(inputs, inputRuns, byAttempt);
    long ofWeights = take(weights, weightRuns, byAttempt);
    return new Bytes(List.copyOf(byAttempt.values()), ofInputs, ofWeights);
  }

  private long take(
      NavigableMap<Long, List<Refetch>> words, List<Run> runs, SortedMap<Integer, Long> byAttempt) {
    long sum = 0;
    for (Run run : runs) {
      long end = run.address() + (long) run.lines() * run.lineBytes();
      var near = words.subMap(run.address() - longest, false, end, false).entrySet().iterator();
      while (near.hasNext()) {
        var entry = near.next();
        long address = entry.getKey();
        long most = entry.getValue().stream().mapToLong(Refetch::values).max().orElseThrow();
        if (address + most <= run.address()) {
          continue;
        }
        for (Refetch word : entry.getValue()) {
          byAttempt.merge(word.attempt(), (long) word.values(), Long::sum);
          sum += word.values();
        }
        near.remove();
      }
    }
    return sum;
  }
}
