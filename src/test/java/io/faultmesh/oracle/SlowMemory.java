package io.faultmesh.oracle;

import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.Reaction;
import io.faultmesh.protection.mechanism.MajorityWords;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * What one layer stores: encoded when it is written, flipped, decoded and voted when it is read.
 */
final class SlowMemory {
  private static final String TMR = "tmr";

  private final SlowDesign design;
  private final SlowFlips drawn;
  private final int layer;

  SlowMemory(SlowDesign design, SlowFlips drawn, int layer) {
    this.design = design;
    this.drawn = drawn;
    this.layer = layer;
  }

  /**
   * Reads a tensor in place. Codes are decoded in every copy, or behind the vote over copies.
   *
   * @param first number of the tensor's first value at its site
   * @param flips of the site's values, by copy
   * @param checks of the site's words, by coded copy, those of earlier tensors taken
   * @param zero the zero point
   */
  void read(
      FaultSite site,
      byte[] tensor,
      int first,
      List<Map<Long, Integer>> flips,
      List<Checks> checks,
      int zero) {
    byte[] right = tensor.clone();
    List<byte[]> copies = new ArrayList<>();
    for (int copy = 0; copy < flips.size(); copy++) {
      byte[] read = right.clone();
      flip(site, copy, read, first, flips.get(copy), value -> 0xff);
      if (design.codesEachCopy(site)) {
        decode(site, copy, read, right, checks.get(copy).next(read.length), zero);
      }
      copies.add(read);
    }
    byte[] left = design.copier(site) == null ? copies.get(0) : elect(site, copies, right, zero);
    if (design.coder(site) != null && !design.codesEachCopy(site)) {
      decode(site, 0, left, right, checks.get(0).next(left.length), zero);
    }
    System.arraycopy(left, 0, tensor, 0, tensor.length);
  }

  /**
   * Check bits of one copy of a site's words, whose flips go to its tensors one after the other.
   */
  final class Checks {
    private final int perWord;
    private final boolean[][] flips;
    private int next;

    private Checks(FaultSite site, int copy, int... lengths) {
      SlowDesign.Coder coder = design.coder(site);
      perWord = coder.code().word() / 8;
      int words = 0;
      for (int length : lengths) {
        words += words(length);
      }
      int bits = coder.code().checkBits();
      flips = drawn.drawChecks(site, layer, copy, coder.mechanism(), words, bits);
    }

    private int words(int length) {
      return length / perWord + (length % perWord > 0 ? 1 : 0);
    }

    private boolean[][] next(int length) {
      next += words(length);
      return Arrays.copyOfRange(flips, next - words(length), next);
    }
  }

  /** Draws the check bits of tensors that follow each other at a site, by coded copy. */
  List<Checks> checks(FaultSite site, int... lengths) {
    List<Checks> checks = new ArrayList<>();
    int copies = design.codesEachCopy(site) ? 3 : 1;
    for (int copy = 0; copy < copies && design.coder(site) != null; copy++) {
      checks.add(new Checks(site, copy, lengths));
    }
    return checks;
  }

  private void flip(
      FaultSite site,
      int copy,
      byte[] tensor,
      int first,
      Map<Long, Integer> flips,
      IntUnaryOperator existing) {
    for (int i = 0; i < tensor.length; i++) {
      int mask = existing.applyAsInt(i);
      tensor[i] ^= (byte) (flips.getOrDefault((long) first + i, 0) & mask);
      boolean[] read =
          drawn.stick(
              site, copy, "data", 1, i, bits(tensor, i, 1, 8), bit -> (mask >> bit & 1) == 1);
      tensor[i] = value(read, 0);
    }
  }

  private static byte value(boolean[] bits, int first) {
    byte value = 0;
    for (int bit = 0; bit < 8; bit++) {
      value |= (byte) (bits[first + bit] ? 1 << bit : 0);
    }
    return value;
  }

  /** Word by word what two copies have in common; where no two agree, the first, or zeros. */
  private byte[] elect(FaultSite site, List<byte[]> copies, byte[] right, int zero) {
    MajorityWords settings = design.copier(site);
    int perWord = settings.word() / 8;
    byte[] left = new byte[right.length];
    for (int first = 0; first < right.length; first += perWord) {
      int end = Math.min(right.length, first + perWord);
      byte[] winner = null;
      int losers = 3;
      for (byte[] copy : copies) {
        int others = 0;
        for (byte[] other : copies) {
          others += Arrays.equals(copy, first, end, other, first, end) ? 0 : 1;
        }
        winner = winner == null && others < 2 ? copy : winner;
        losers = Math.min(losers, others);
      }
      boolean readRight = Arrays.equals(copies.get(0), first, end, right, first, end);
      SlowCode.Answer answer = SlowCode.Answer.DETECTED;
      if (winner != null) {
        answer = losers == 0 ? SlowCode.Answer.SOUND : SlowCode.Answer.CORRECTED;
      }
      for (int i = first; i < end; i++) {
        byte unsure = detected(settings.detected(), copies.get(0)[i], right[i], zero);
        left[i] = winner == null ? unsure : winner[i];
      }
      boolean leftRight = Arrays.equals(left, first, end, right, first, end);
      drawn.count(site, "majority", layer, outcome(answer, readRight, leftRight));
    }
    return left;
  }

  private void decode(
      FaultSite site, int copy, byte[] read, byte[] right, boolean[][] flips, int zero) {
    SlowDesign.Coder coder = design.coder(site);
    SlowCode code = coder.code();
    int perWord = code.word() / 8;
    for (int word = 0; word * perWord < read.length; word++) {
      int first = word * perWord;
      int size = Math.min(perWord, read.length - first);
      boolean[] cells = code.encode(bits(right, first, size, code.word()));
      boolean[] data = bits(read, first, size, code.word());
      System.arraycopy(data, 0, cells, 0, data.length);
      for (int bit = 0; bit < code.checkBits(); bit++) {
        cells[data.length + bit] ^= flips[word][bit];
      }
      boolean[] checks = Arrays.copyOfRange(cells, data.length, cells.length);
      checks = drawn.stick(site, copy, coder.mechanism(), perWord, word, checks, bit -> true);
      System.arraycopy(checks, 0, cells, data.length, checks.length);
      SlowCode.Answer answer = code.decode(cells, 8 * size);
      boolean readRight = true;
      boolean leftRight = true;
      for (int i = 0; i < size; i++) {
        readRight &= read[first + i] == right[first + i];
        byte left = value(cells, 8 * i);
        boolean sure = answer != SlowCode.Answer.DETECTED;
        read[first + i] = sure ? left : detected(coder.detected(), left, right[first + i], zero);
        leftRight &= left == right[first + i];
      }
      drawn.count(site, coder.mechanism(), layer, outcome(answer, readRight, leftRight));
    }
  }

  /** A value of a detected word. What comes from DRAM again is right: this one is not struck. */
  private static byte detected(Reaction reaction, byte read, byte right, int zero) {
    return switch (reaction) {
      case ZERO -> (byte) zero;
      case REFETCH -> right;
      default -> read;
    };
  }

  private static boolean[] bits(byte[] values, int first, int size, int width) {
    boolean[] bits = new boolean[width];
    for (int i = 0; i < 8 * size; i++) {
      bits[i] = (values[first + i / 8] >> i % 8 & 1) == 1;
    }
    return bits;
  }

  private static Outcome outcome(SlowCode.Answer answer, boolean readRight, boolean leftRight) {
    if (answer == SlowCode.Answer.SOUND) {
      return readRight ? Outcome.CLEAN : Outcome.MISSED;
    }
    if (answer == SlowCode.Answer.CORRECTED) {
      return leftRight ? Outcome.CORRECTED : Outcome.MISCORRECTED;
    }
    return readRight ? Outcome.FALSE_ALARM : Outcome.DETECTED;
  }

  /**
   * Reads results, which may exist in three copies.
   *
   * @param copied a result's bits that vote
   * @param flips by copy
   */
  byte[] readResults(
      byte[] stored, IntUnaryOperator copied, List<Map<Long, Integer>> flips, int zero) {
    FaultSite site = FaultSite.ACTIVATION;
    boolean codedCopies = design.copiesCodedResults(layer);
    List<byte[]> copies = new ArrayList<>();
    for (int copy = 0; copy < 3; copy++) {
      byte[] read = stored.clone();
      flip(site, copy, read, 0, flips.get(copy), copy == 0 || codedCopies ? value -> 0xff : copied);
      if (codedCopies) {
        boolean[][] checks = new Checks(site, copy, read.length).next(read.length);
        decode(site, copy, read, stored, checks, zero);
      }
      copies.add(read);
    }
    byte[] voted = new byte[stored.length];
    for (int i = 0; i < voted.length; i++) {
      int mask = codedCopies ? 0xff : copied.applyAsInt(i);
      int a = copies.get(0)[i];
      int b = copies.get(1)[i];
      int c = copies.get(2)[i];
      voted[i] = (byte) (a & ~mask | majority(a, b, c) & mask);
      drawn.count(site, TMR, layer, voted(stored[i], new int[] {a, b, c}, mask));
    }
    if (design.coder(site) != null && !codedCopies) {
      boolean[][] checks = new Checks(site, 0, voted.length).next(voted.length);
      decode(site, 0, voted, stored, checks, zero);
    }
    return voted;
  }

  static int majority(int a, int b, int c) {
    return a & b | a & c | b & c;
  }

  /** What the vote over some bits of three copies made of a value. */
  static Outcome voted(int right, int[] copies, int mask) {
    int left = majority(copies[0], copies[1], copies[2]);
    boolean isRight = ((left ^ right) & mask) == 0;
    if (((copies[0] ^ copies[1] | copies[0] ^ copies[2]) & mask) != 0) {
      return isRight ? Outcome.CORRECTED : Outcome.MISCORRECTED;
    }
    return isRight ? Outcome.CLEAN : Outcome.MISSED;
  }
}
