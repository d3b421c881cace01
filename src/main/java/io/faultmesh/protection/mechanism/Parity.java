package io.faultmesh.protection.mechanism;

import io.faultmesh.fault.Cells;
import io.faultmesh.protection.Attempts;
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
 * One even parity bit per word: an odd number of flips is seen, an even number is not. With {@code
 * zero} a struck word is masked, as Minerva does (B. Reagen and others, ISCA 2016).
 *
 * @param on the guarded sites: weight, input, activation, dram
 * @param word data bits: 8, 16, 32 or 64
 * @param detected what a word of odd parity causes
 * @param attempts how often at most a word is read again that a transfer spoilt
 */
public record Parity(
    List<FaultSite> on,
    @Within(low = 8, high = 64) Integer word,
    Reaction detected,
    @Within(low = 1, high = 8) Integer attempts)
    implements Mechanism {
  private static final List<Integer> WORDS = List.of(8, 16, 32, 64);
  private static final List<FaultSite> SITES =
      List.of(FaultSite.WEIGHT, FaultSite.INPUT, FaultSite.ACTIVATION, FaultSite.DRAM);

  public Parity {
    on = on == null ? List.of(FaultSite.WEIGHT, FaultSite.INPUT) : List.copyOf(on);
    word = word == null ? Byte.SIZE : word;
    detected = detected == null ? Reaction.ZERO : detected;
    attempts = Attempts.of(attempts, detected);
    if (on.isEmpty() || !SITES.containsAll(on) || on.stream().distinct().count() < on.size()) {
      throw new IllegalArgumentException(
          "on must name some of weight, input, activation, dram, none twice");
    }
    if (!WORDS.contains(word)) {
      throw new IllegalArgumentException("word must be 8, 16, 32 or 64, not " + word);
    }
  }

  public Parity() {
    this(null, null, null);
  }

  /** With the default number of attempts. */
  public Parity(List<FaultSite> on, Integer word, Reaction detected) {
    this(on, word, detected, null);
  }

  @Override
  public String key() {
    return "parity";
  }

  @Override
  public boolean reacts() {
    return detected.replaces();
  }

  @Override
  public List<Guard> guards(GuardedLayer layer) {
    return on.stream().<Guard>map(site -> new Check(new Cells(site, key()))).toList();
  }

  /** The check of one site's words. */
  private final class Check implements Guard {
    private final Cells cells;

    private Check(Cells cells) {
      this.cells = cells;
    }

    @Override
    public Cells cells() {
      return cells;
    }

    @Override
    public Redundancy redundancy() {
      return Redundancy.checkBits(word / Byte.SIZE, 1);
    }

    @Override
    public Reaction reaction() {
      return detected;
    }

    @Override
    public int attempts() {
      return attempts;
    }

    @Override
    public long encode(int[] values, int size) {
      int ones = 0;
      for (int i = 0; i < size; i++) {
        ones += Integer.bitCount(values[i]);
      }
      return ones & 1;
    }

    @Override
    public Verdict check(Word read) {
      int ones = Long.bitCount(read.check());
      for (int i = 0; i < read.size(); i++) {
        ones += Integer.bitCount(read.read(0, i));
      }
      return (ones & 1) == 0 ? Verdict.SOUND : Verdict.DETECTED;
    }

    /** Trees of two-input gates: the parity of the data, and with the check bit. */
    @Override
    public Hardware hardware() {
      return new Hardware(word - 1, word, 0);
    }
  }
}
