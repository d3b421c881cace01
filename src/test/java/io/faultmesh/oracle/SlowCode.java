package io.faultmesh.oracle;

import io.faultmesh.protection.mechanism.Secded.Code;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A code by the rows of its parity-check matrix, data bits first, then check bits: one that
 * corrects one flip of a word and detects two, or a parity bit. It knows a word as plain bits.
 */
public final class SlowCode {
  /** OpenTitan's prim_secded (39,32) and (72,64), check bits above data, as published. */
  private static final List<String> HSIAO_39 =
      List.of(
          "012606BD25",
          "02DEBA8050",
          "04413D89AA",
          "0831234ED1",
          "10C2C1323B",
          "202DCC624C",
          "4098505586");

  private static final List<String> HSIAO_72 =
      List.of(
          "019B000000001FFFFF",
          "027900000FFFE0003F",
          "04DC003FF003E007C1",
          "08370FC0F03C207842",
          "10EA71C711C4438884",
          "202FB65926488C9108",
          "40E6DAAA4A91152210",
          "80D5ED348D221A4420");

  /** What a decoder says. */
  public enum Answer {
    SOUND,
    CORRECTED,
    DETECTED
  }

  private final int data;
  private final boolean corrects;
  private final boolean[][] rows;

  public SlowCode(Code code, int word) {
    data = word;
    corrects = true;
    rows =
        switch (word) {
          case 32 -> code == Code.HSIAO ? published(HSIAO_39) : hamming(6);
          case 64 -> code == Code.HSIAO ? published(HSIAO_72) : hamming(7);
          case 8 -> code == Code.HSIAO ? evenRows(5) : hamming(4);
          case 16 -> code == Code.HSIAO ? evenRows(6) : hamming(5);
          default -> code == Code.HSIAO ? evenRows(9) : hamming(8);
        };
  }

  private SlowCode(int word) {
    data = word;
    corrects = false;
    rows = new boolean[1][word + 1];
    Arrays.fill(rows[0], true);
  }

  /** One even parity bit, which can only say that something is wrong. */
  static SlowCode parity(int word) {
    return new SlowCode(word);
  }

  /** Data bits of a word. */
  int word() {
    return data;
  }

  public int checkBits() {
    return rows.length;
  }

  /** Rows as numbers whose bit i is the place i of a codeword. */
  public List<BigInteger> rows() {
    List<BigInteger> numbers = new ArrayList<>();
    for (boolean[] row : rows) {
      BigInteger number = BigInteger.ZERO;
      for (int i = 0; i < row.length; i++) {
        number = row[i] ? number.setBit(i) : number;
      }
      numbers.add(number);
    }
    return numbers;
  }

  private boolean[][] published(List<String> masks) {
    boolean[][] matrix = new boolean[masks.size()][data + masks.size()];
    for (int row = 0; row < matrix.length; row++) {
      for (int i = 0; i < matrix[row].length; i++) {
        matrix[row][i] = new BigInteger(masks.get(row), 16).testBit(i);
      }
    }
    return matrix;
  }

  /** Place by place the unused column of three ones that leaves the rows' counts most even. */
  private boolean[][] evenRows(int checks) {
    boolean[][] matrix = new boolean[checks][data + checks];
    List<Integer> unused = new ArrayList<>();
    for (int ones = 3; ones <= 5; ones += 2) {
      for (int column = 0; column < 1 << checks; column++) {
        if (Integer.bitCount(column) == ones) {
          unused.add(column);
        }
      }
    }
    int[] counts = new int[checks];
    for (int place = 0; place < data; place++) {
      int ones = Integer.bitCount(unused.get(0));
      Integer best = null;
      for (Integer column : unused) {
        boolean asLight = Integer.bitCount(column) == ones;
        if (asLight && (best == null || unevenness(counts, column) < unevenness(counts, best))) {
          best = column;
        }
      }
      unused.remove(best);
      for (int row = 0; row < checks; row++) {
        matrix[row][place] = (best >> row & 1) == 1;
        counts[row] += best >> row & 1;
      }
    }
    for (int row = 0; row < checks; row++) {
      matrix[row][data + row] = true;
    }
    return matrix;
  }

  private static int unevenness(int[] counts, int column) {
    int squares = 0;
    for (int row = 0; row < counts.length; row++) {
      int count = counts[row] + (column >> row & 1);
      squares += count * count;
    }
    return squares;
  }

  /** Check bit r stands at position 2^r, data bits between; the last row takes in all bits. */
  private boolean[][] hamming(int positionBits) {
    boolean[][] matrix = new boolean[positionBits + 1][data + positionBits + 1];
    int place = 0;
    for (int position = 1; place < data; position++) {
      boolean isCheck = (position & position - 1) == 0;
      int at = isCheck ? data + Integer.numberOfTrailingZeros(position) : place++;
      for (int row = 0; row < positionBits; row++) {
        matrix[row][at] = (position >> row & 1) == 1;
      }
    }
    Arrays.fill(matrix[positionBits], true);
    return matrix;
  }

  /** A codeword of data bits; check bits are found one after the other. */
  public boolean[] encode(boolean[] bits) {
    boolean[] word = Arrays.copyOf(bits, data + rows.length);
    for (int row = 0; row < rows.length; row++) {
      word[data + row] = isOdd(row, word);
    }
    return word;
  }

  private boolean isOdd(int row, boolean[] word) {
    boolean odd = false;
    for (int i = 0; i < word.length; i++) {
      odd ^= rows[row][i] && word[i];
    }
    return odd;
  }

  /**
   * Corrects a word in place.
   *
   * @param existing data bits that exist; the places behind them have no cells
   */
  public Answer decode(boolean[] word, int existing) {
    boolean[] syndrome = new boolean[rows.length];
    boolean any = false;
    for (int row = 0; row < rows.length; row++) {
      syndrome[row] = isOdd(row, word);
      any |= syndrome[row];
    }
    if (!any) {
      return Answer.SOUND;
    }
    for (int place = 0; place < word.length; place++) {
      boolean equal = corrects && (place < existing || place >= data);
      for (int row = 0; row < rows.length; row++) {
        equal &= rows[row][place] == syndrome[row];
      }
      if (equal) {
        word[place] = !word[place];
        return Answer.CORRECTED;
      }
    }
    return Answer.DETECTED;
  }
}
