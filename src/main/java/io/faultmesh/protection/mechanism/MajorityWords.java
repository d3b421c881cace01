package io.faultmesh.protection.mechanism;

import io.faultmesh.fault.Cells;
import io.faultmesh.protection.Guard;
import io.faultmesh.protection.GuardedLayer;
import io.faultmesh.protection.Hardware;
import io.faultmesh.protection.Mechanism;
import io.faultmesh.protection.Reaction;
import io.faultmesh.protection.Redundancy;
import io.faultmesh.protection.Verdict;
import io.faultmesh.protection.Word;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.Within;
import java.util.List;

/**
 * Three copies of stored words, of which two must be equal as a whole. Unlike a vote bit by bit it
 * notices when all three differ (a two-out-of-three vote with a disagreement flag).
 *
 * @param on the guarded sites: weight, input
 * @param word data bits that are compared together: 8, 16, 32 or 64
 * @param detected what three unlike copies cause
 */
public record MajorityWords(
    List<FaultSite> on, @Within(low = 8, high = 64) Integer word, Reaction detected)
    implements Mechanism {
  private static final int COPIES = 3;
  private static final List<Integer> WORDS = List.of(8, 16, 32, 64);
  private static final List<FaultSite> SITES = List.of(FaultSite.WEIGHT, FaultSite.INPUT);

  public MajorityWords {
    on = on == null ? List.of(FaultSite.WEIGHT) : List.copyOf(on);
    word = word == null ? Byte.SIZE : word;
    detected = detected == null ? Reaction.PASS : detected;
    if (on.isEmpty() || !SITES.containsAll(on) || on.stream().distinct().count() < on.size()) {
      throw new IllegalArgumentException("on must name some of weight, input, none twice");
    }
    if (!WORDS.contains(word)) {
      throw new IllegalArgumentException("word must be 8, 16, 32 or 64, not " + word);
    }
  }

  public MajorityWords() {
    this(null, null, null);
  }

  @Override
  public String key() {
    return "majority";
  }

  @Override
  public boolean reacts() {
    return detected == Reaction.REFETCH;
  }

  @Override
  public List<Guard> guards(GuardedLayer layer) {
    return on.stream().<Guard>map(site -> new Comparison(new Cells(site, key()))).toList();
  }

  /** The vote over one site's words. */
  private final class Comparison implements Guard {
    private final Cells cells;

    private Comparison(Cells cells) {
      this.cells = cells;
    }

    @Override
    public Cells cells() {
      return cells;
    }

    @Override
    public Redundancy redundancy() {
      return new Redundancy(word / Byte.SIZE, COPIES, value -> 0xff, 0);
    }

    @Override
    public Reaction reaction() {
      return detected;
    }

    @Override
    public Verdict check(Word read) {
      boolean firstAgrees = areEqual(read, 0, 1);
      if (firstAgrees && areEqual(read, 0, 2)) {
        return Verdict.SOUND;
      }
      if (firstAgrees || areEqual(read, 0, 2)) {
        // The first copy is what goes on.
        return Verdict.CORRECTED;
      }
      if (!areEqual(read, 1, 2)) {
        return Verdict.DETECTED;
      }
      for (int i = 0; i < read.size(); i++) {
        read.leave(i, read.read(1, i));
      }
      return Verdict.CORRECTED;
    }

    private static boolean areEqual(Word read, int one, int other) {
      for (int i = 0; i < read.size(); i++) {
        if (read.read(one, i) != read.read(other, i)) {
          return false;
        }
      }
      return true;
    }

    /** Three comparisons of w gates and their trees, a choice of three gates a bit, the flag. */
    @Override
    public Hardware hardware() {
      return new Hardware(0, 3 * (2 * word - 1) + 3 * word + 2, 0);
    }
  }
}
