package io.faultmesh.protection;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.CheckSink;
import io.faultmesh.fault.Outcome;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A place of one layer where values can be struck, with the guards that a design puts there. The
 * first guard of the list is the nearest to the cells; a later one that copies carries the earlier
 * one's code. At most one guard copies, and at most one codes.
 */
public final class Station {
  private final FaultSite site;
  private final int layer;
  private final Guard copier;
  private final Guard coder;
  private final boolean codesEachCopy;
  private final List<Guard> judges;
  private final boolean refetches;
  private final boolean recomputes;

  /**
   * A station.
   *
   * @throws BadInputException if its guards do not go together, or cannot stand there
   */
  public Station(String design, FaultSite site, int layer, List<Guard> guards) {
    this.site = site;
    this.layer = layer;
    List<Guard> copiers = guards.stream().filter(g -> g.redundancy().copies() > 1).toList();
    List<Guard> coders = guards.stream().filter(g -> g.redundancy().checkBits() > 0).toList();
    refuseTwo(design, site, copiers, "copies");
    refuseTwo(design, site, coders, "check bits");
    this.copier = copiers.isEmpty() ? null : copiers.get(0);
    this.coder = coders.isEmpty() ? null : coders.get(0);
    if (copier != null && copier == coder) {
      throw new IllegalArgumentException(copier.cells() + " must either copy or code");
    }
    if (coder != null && valuesPerWord(coder) % valuesPerWord(copier) != 0) {
      throw new BadInputException(
          "design "
              + design
              + ": words of "
              + coder.cells().kind()
              + " cannot be divided into those of "
              + copier.cells().kind()
              + " at site "
              + site.label());
    }
    this.codesEachCopy =
        copier != null && coder != null && guards.indexOf(coder) < guards.indexOf(copier);
    this.judges = guards.stream().filter(g -> g.redundancy().isNone()).toList();
    this.refetches = guards.stream().anyMatch(guard -> guard.reaction() == Reaction.REFETCH);
    this.recomputes = guards.stream().anyMatch(one -> one.reaction() == Reaction.RECOMPUTE);
    guards.forEach(guard -> checkPlace(design, guard));
  }

  private void checkPlace(String design, Guard guard) {
    String reason = null;
    boolean isFetched =
        site == FaultSite.WEIGHT || site == FaultSite.INPUT || site == FaultSite.DRAM;
    if (guard.reaction() == Reaction.REPEAT) {
      reason = "for what is stored there cannot be computed again";
    } else if (guard.reaction() == Reaction.RECOMPUTE && site != FaultSite.ACTIVATION) {
      reason = "with detected: recompute: the dot-product unit computes results (activation) alone";
    } else if (guard.reaction() == Reaction.REFETCH && !isFetched) {
      reason = "whose words have no other copy to refetch (weight, input and dram have)";
    } else if (!mayBeGuarded(site)) {
      reason = "where nothing is checked";
    } else if (guard.redundancy().isNone()
        && site != FaultSite.ACCUMULATOR
        && site != FaultSite.ACTIVATION) {
      reason = "for every value is looked at on accumulator and activation only";
    } else if (isInArray(site) && !(guard instanceof BitwiseGuard || guard.redundancy().isNone())) {
      reason = "whose values are checked as they are written";
    }
    if (reason != null) {
      throw new BadInputException(
          "design "
              + design
              + ": "
              + guard.cells().kind()
              + " cannot guard site "
              + site.label()
              + ", "
              + reason);
    }
    if (guard instanceof BitwiseGuard && guard.redundancy().copies() != BitwiseGuard.COPIES) {
      throw new IllegalArgumentException(guard.cells() + " must have three copies to vote");
    }
  }

  private static boolean mayBeGuarded(FaultSite site) {
    return switch (site) {
      case OPERAND, PRODUCT_STREAM, TABLE, SUM, POSITION, PE -> false;
      default -> true;
    };
  }

  private static void refuseTwo(String design, FaultSite site, List<Guard> guards, String cells) {
    if (guards.size() > 1) {
      throw new BadInputException(
          "design "
              + design
              + ": "
              + guards.get(0).cells().kind()
              + " and "
              + guards.get(1).cells().kind()
              + " both add "
              + cells
              + " at site "
              + site.label()
              + "; leave one out");
    }
  }

  private static boolean isInArray(FaultSite site) {
    return site == FaultSite.PRODUCT
        || site == FaultSite.PARTIAL_SUM
        || site == FaultSite.ACCUMULATOR;
  }

  public FaultSite site() {
    return site;
  }

  public int layer() {
    return layer;
  }

  public Guard copier() {
    return copier;
  }

  public Guard coder() {
    return coder;
  }

  public boolean codesEachCopy() {
    return codesEachCopy;
  }

  /** How often a copied bit exists. */
  public int copies() {
    return copier == null ? 1 : copier.redundancy().copies();
  }

  /** How many coded words stand for one: the code lies below the copies, or above. */
  public int codedCopies() {
    return codesEachCopy ? copies() : 1;
  }

  /** Words of a site's values; they do not go over a tensor's end. */
  public long words(long values, long firstTensor) {
    return wordsOf(firstTensor) + wordsOf(values - firstTensor);
  }

  private long wordsOf(long values) {
    return (values + valuesPerWord() - 1) / valuesPerWord();
  }

  /** Cells per bit of values: 1 without redundancy, more with copies and check bits. */
  public double cellsPerBit() {
    double coded =
        coder == null
            ? 1
            : 1 + (double) coder.redundancy().checkBits() / (valuesPerWord() * site.bitsPerValue());
    return codesEachCopy ? copies() * coded : copies() - 1 + coded;
  }

  /** Bytes that hold some bytes of values, rounded up. */
  long storedBytes(long bytes) {
    return coder == null && copier == null ? bytes : (long) Math.ceil(bytes * cellsPerBit());
  }

  /** All guards, without order. */
  public List<Guard> guards() {
    List<Guard> all = new ArrayList<>(judges);
    Stream.of(copier, coder).filter(Objects::nonNull).forEach(all::add);
    return all;
  }

  public int valuesPerWord() {
    return valuesPerWord(coder == null ? copier : coder);
  }

  private static int valuesPerWord(Guard guard) {
    return guard == null ? 1 : guard.redundancy().valuesPerWord();
  }

  /** A value's bits that exist in every copy. Copies of coded words are whole. */
  public int copied(long value) {
    if (copier == null) {
      return 0;
    }
    return codesEachCopy
        ? (int) ((1L << site.bitsPerValue()) - 1)
        : copier.redundancy().copied().applyAsInt(value);
  }

  /** Whether detected words are read again. */
  public boolean refetches() {
    return refetches;
  }

  /** Whether the dot-product unit computes the values of detected words again. */
  public boolean recomputes() {
    return recomputes;
  }

  /** How often at most a word is read again. */
  public int attempts() {
    return guards().stream()
        .filter(guard -> guard.reaction() == Reaction.REFETCH)
        .mapToInt(Guard::attempts)
        .max()
        .orElse(0);
  }

  /** The attempt that a transfer begins under; {@link #attempts} more may follow each. */
  public int transfer(int number) {
    return number * (1 + attempts());
  }

  /** Whether flips alone tell what its checks leave, so that copies can be checked one by one. */
  public boolean isBitwise() {
    return coder == null && (copier == null || copier instanceof BitwiseGuard);
  }

  /** Whether a guard looks at every value, struck or not. */
  public boolean judges() {
    return !judges.isEmpty();
  }

  /** Room for one value to judge. */
  public static Word word() {
    return new Word(1, 1);
  }

  /**
   * Lets the guards that look at every value judge one.
   *
   * @param read the stored bits
   * @param expected what nothing inside the array would have changed; a flag on it is a false alarm
   * @param zero the bits that stand for zero
   * @param word of {@link #word}, used over and over
   * @param sink takes what was flagged
   * @return the bits that go on
   */
  public int judge(long value, int read, IntSource expected, int zero, Word word, CheckSink sink) {
    int bits = read;
    for (Guard guard : judges) {
      word.begin(value, 1, 1);
      word.read(0, 0, bits);
      word.open();
      Verdict verdict = guard.check(word);
      if (verdict != Verdict.SOUND) {
        boolean wasRight = bits == expected.get();
        bits = left(guard, verdict, word.left(0), zero);
        Outcome outcome = wasRight ? Outcome.FALSE_ALARM : Outcome.DETECTED;
        sink.checked(guard.cells(), layer, value, outcome);
        if (guard.stops(outcome)) {
          sink.stopped();
        }
      }
    }
    return bits;
  }

  /** A value that is worked out only when somebody asks. */
  public interface IntSource {
    int get();
  }

  public static int left(Guard guard, Verdict verdict, int left, int zero) {
    return verdict == Verdict.DETECTED && guard.reaction() == Reaction.ZERO ? zero : left;
  }

  /** The guard that compares the copies: its mechanism and site; null where nothing is copied. */
  public Cells voter() {
    return copier == null ? null : copier.cells();
  }

  /**
   * What goes on of a value's three copies, by a guard that treats every bit by itself.
   *
   * @param value number of the value, whose copied bits count
   */
  public int vote(long value, int a, int b, int c) {
    return copier instanceof BitwiseGuard bitwise ? bitwise.vote(a, b, c, copied(value)) : a;
  }
}
