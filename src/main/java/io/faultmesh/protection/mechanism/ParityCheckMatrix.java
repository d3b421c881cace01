package io.faultmesh.protection.mechanism;

import io.faultmesh.protection.Hardware;
import io.faultmesh.protection.Verdict;
import io.faultmesh.protection.Word;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A parity-check matrix: the columns of the data bits; check bit r has the column of bit r. */
final class ParityCheckMatrix {
  /** Rows of OpenTitan's (Apache-2.0) Hsiao matrices, data bits only. */
  private static final Map<Integer, List<String>> PUBLISHED =
      Map.of(
          32,
          List.of(
              "2606BD25", "DEBA8050", "413D89AA", "31234ED1", "C2C1323B", "2DCC624C", "98505586"),
          64,
          List.of(
              "9B000000001FFFFF",
              "7900000FFFE0003F",
              "DC003FF003E007C1",
              "370FC0F03C207842",
              "EA71C711C4438884",
              "2FB65926488C9108",
              "E6DAAA4A91152210",
              "D5ED348D221A4420"));

  private final Secded.Code code;
  final int checkBits;
  private final int[] columns;

  /** Places of data bits by their column. */
  private final Map<Integer, Integer> placeOf = new HashMap<>();

  private ParityCheckMatrix(Secded.Code code, int checkBits, int[] columns) {
    this.code = code;
    this.checkBits = checkBits;
    this.columns = columns;
    for (int i = 0; i < columns.length; i++) {
      placeOf.put(columns[i], i);
    }
  }

  /** The matrix for words of some data bits. */
  static ParityCheckMatrix of(Secded.Code code, int word) {
    int checkBits = Integer.numberOfTrailingZeros(word) + 2;
    int[] columns =
        code == Secded.Code.HAMMING
            ? hamming(word, checkBits)
            : PUBLISHED.containsKey(word)
                ? published(PUBLISHED.get(word), word)
                : hsiao(word, checkBits);
    return new ParityCheckMatrix(code, checkBits, columns);
  }

  private static int[] published(List<String> rows, int word) {
    int[] columns = new int[word];
    for (int row = 0; row < rows.size(); row++) {
      BigInteger mask = new BigInteger(rows.get(row), 16);
      for (int i = 0; i < word; i++) {
        columns[i] |= mask.testBit(i) ? 1 << row : 0;
      }
    }
    return columns;
  }

  /** Our choice among Hsiao's: weight 3, then 5, always the column that fills rows most evenly. */
  private static int[] hsiao(int word, int checkBits) {
    int[] columns = new int[word];
    int[] rows = new int[checkBits];
    boolean[] used = new boolean[1 << checkBits];
    for (int i = 0; i < word; i++) {
      int best =
          IntStream.range(0, used.length)
              .filter(column -> !used[column])
              .filter(column -> Integer.bitCount(column) == 3 || Integer.bitCount(column) == 5)
              .boxed()
              .min(Comparator.comparing(Integer::bitCount).thenComparing(c -> load(rows, c)))
              .orElseThrow();
      used[best] = true;
      columns[i] = best;
      Arrays.setAll(rows, row -> rows[row] + (best >> row & 1));
    }
    return columns;
  }

  /** Sum of squares of the rows' ones with one more column: least where they are most even. */
  private static int load(int[] rows, int column) {
    return IntStream.range(0, rows.length)
        .map(row -> rows[row] + (column >> row & 1))
        .map(ones -> ones * ones)
        .sum();
  }

  /** Positions that are no power of two, and the top row, in which every bit takes part. */
  private static int[] hamming(int word, int checkBits) {
    int[] columns = new int[word];
    int position = 3;
    for (int i = 0; i < word; i++, position++) {
      while (Integer.bitCount(position) == 1) {
        position++;
      }
      columns[i] = position | 1 << (checkBits - 1);
    }
    return columns;
  }

  int checkBits() {
    return checkBits;
  }

  int column(int dataBit) {
    return columns[dataBit];
  }

  /** The syndrome that a flip of a check bit leaves. */
  int checkColumn(int bit) {
    int top = 1 << (checkBits - 1);
    return code == Secded.Code.HAMMING ? 1 << bit | top : 1 << bit;
  }

  long encode(int[] values, int size) {
    int sum = 0;
    for (int i = 0; i < size; i++) {
      sum ^= columnsOf(i, values[i]);
    }
    return checkBitsFor(sum);
  }

  private int columnsOf(int value, int bits) {
    int sum = 0;
    for (int rest = bits & 0xff; rest != 0; rest &= rest - 1) {
      sum ^= columns[value * Byte.SIZE + Integer.numberOfTrailingZeros(rest)];
    }
    return sum;
  }

  /** The check bits whose columns add up to a sum, so that the syndrome is 0. */
  private long checkBitsFor(int sum) {
    int top = 1 << (checkBits - 1);
    if (code == Secded.Code.HSIAO) {
      return sum;
    }
    int lower = sum & (top - 1);
    boolean odd = ((sum & top) != 0) != (Integer.bitCount(lower) % 2 == 1);
    return lower | (odd ? top : 0);
  }

  private int syndrome(Word word) {
    int syndrome = 0;
    for (int i = 0; i < word.size(); i++) {
      syndrome ^= columnsOf(i, word.read(0, i));
    }
    for (long rest = word.check(); rest != 0; rest &= rest - 1) {
      syndrome ^= checkColumn(Long.numberOfTrailingZeros(rest));
    }
    return syndrome;
  }

  Verdict decode(Word word) {
    int syndrome = syndrome(word);
    if (syndrome == 0) {
      return Verdict.SOUND;
    }
    if (IntStream.range(0, checkBits).anyMatch(bit -> checkColumn(bit) == syndrome)) {
      return Verdict.CORRECTED;
    }
    Integer place = placeOf.get(syndrome);
    // A shortened word has no cells behind its last value.
    if (place == null || place >= word.size() * Byte.SIZE) {
      return Verdict.DETECTED;
    }
    int value = place / Byte.SIZE;
    word.leave(value, word.read(0, value) ^ 1 << (place % Byte.SIZE));
    return Verdict.CORRECTED;
  }

  /** Trees of two-input gates: parities, a match per data bit, and the bit's correction. */
  Hardware hardware() {
    int ones = Arrays.stream(columns).map(Integer::bitCount).sum();
    int ofChecks = code == Secded.Code.HAMMING ? 2 * checkBits - 1 : checkBits;
    int check = ones + ofChecks - checkBits + columns.length * checkBits;
    return new Hardware(ones - checkBits, check, 0);
  }
}
