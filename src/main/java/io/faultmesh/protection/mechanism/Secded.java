package io.faultmesh.protection.mechanism;

import com.fasterxml.jackson.annotation.JsonProperty;
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
import java.util.Set;

/**
 * A code that corrects one flip of a word and detects two (SECDED). Check bit r is the parity of
 * the data bits whose column of the parity-check matrix has bit r; a flip's column is the syndrome
 * that it leaves. Three flips may look like one and are then made four: the decoder cannot know.
 *
 * @param on the guarded sites: weight, input, activation, dram
 * @param word data bits: 8, 16, 32, 64 or 128
 * @param code which matrix
 * @param detected what a word with flips that cannot be corrected causes
 * @param attempts how often at most a word is read again that a transfer spoilt
 */
public record Secded(
    List<FaultSite> on,
    @Within(low = 8, high = 128) Integer word,
    Code code,
    Reaction detected,
    @Within(low = 1, high = 8) Integer attempts)
    implements Mechanism {
  /** The parity-check matrix. */
  public enum Code {
    /** Columns of odd weight (M. Y. Hsiao, IBM J. Res. Dev. 14(4), 1970): small and fast. */
    @JsonProperty("hsiao")
    HSIAO,
    /** Positions in binary (R. W. Hamming, 1950) and the parity of the whole word. */
    @JsonProperty("hamming")
    HAMMING
  }

  private static final List<Integer> WORDS = List.of(8, 16, 32, 64, 128);
  private static final List<FaultSite> SITES =
      List.of(FaultSite.WEIGHT, FaultSite.INPUT, FaultSite.ACTIVATION, FaultSite.DRAM);

  public Secded {
    on = on == null ? List.of(FaultSite.WEIGHT, FaultSite.INPUT) : List.copyOf(on);
    word = word == null ? 64 : word;
    code = code == null ? Code.HSIAO : code;
    detected = detected == null ? Reaction.PASS : detected;
    attempts = Attempts.of(attempts, detected);
    if (on.isEmpty() || !SITES.containsAll(on) || Set.copyOf(on).size() < on.size()) {
      List<String> given = on.stream().map(FaultSite::label).toList();
      throw new IllegalArgumentException(
          "on must name some of weight, input, activation, dram, none twice, not " + given);
    }
    if (!WORDS.contains(word)) {
      throw new IllegalArgumentException("word must be 8, 16, 32, 64 or 128, not " + word);
    }
  }

  public Secded() {
    this(null, null, null, null);
  }

  /** With the default number of attempts. */
  public Secded(List<FaultSite> on, Integer word, Code code, Reaction detected) {
    this(on, word, code, detected, null);
  }

  @Override
  public String key() {
    return "secded";
  }

  @Override
  public boolean reacts() {
    return detected.replaces();
  }

  @Override
  public List<Guard> guards(GuardedLayer layer) {
    ParityCheckMatrix matrix = ParityCheckMatrix.of(code, word);
    return on.stream().<Guard>map(site -> new Decoder(new Cells(site, key()), matrix)).toList();
  }

  /** The decoder of one site's words. */
  private final class Decoder implements Guard {
    private final Cells cells;
    private final ParityCheckMatrix matrix;

    private Decoder(Cells cells, ParityCheckMatrix matrix) {
      this.cells = cells;
      this.matrix = matrix;
    }

    @Override
    public Cells cells() {
      return cells;
    }

    @Override
    public Redundancy redundancy() {
      return Redundancy.checkBits(word / Byte.SIZE, matrix.checkBits);
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
      return matrix.encode(values, size);
    }

    @Override
    public Verdict check(Word read) {
      return matrix.decode(read);
    }

    @Override
    public Hardware hardware() {
      return matrix.hardware();
    }
  }
}
