package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.oracle.SlowCode;
import io.faultmesh.protection.mechanism.Secded;
import io.faultmesh.protection.mechanism.Secded.Code;
import io.faultmesh.scenario.FaultSite;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secded against a decoder of the test's own, which knows nothing but rows of parities. */
class SecdedTest {
  /** A code by its rows: row r is the parity of the codeword under a mask. */
  private record Rows(List<BigInteger> rows, int data) {
    private int length() {
      return data + rows.size();
    }

    private BigInteger column(int bit) {
      BigInteger column = BigInteger.ZERO;
      for (int row = 0; row < rows.size(); row++) {
        column = rows.get(row).testBit(bit) ? column.setBit(row) : column;
      }
      return column;
    }

    /** What any decoder must do: bit to flip, -1 for nothing, -2 for detected. */
    private int decide(int... flips) {
      BigInteger syndrome = BigInteger.ZERO;
      for (int flip : flips) {
        syndrome = syndrome.xor(column(flip));
      }
      if (syndrome.signum() == 0) {
        return -1;
      }
      BigInteger sum = syndrome;
      return IntStream.range(0, length()).filter(i -> column(i).equals(sum)).findFirst().orElse(-2);
    }
  }

  /** The stated matrix, as the slow reference makes it. */
  private static Rows rows(Code code, int word) {
    return new Rows(new SlowCode(code, word).rows(), word);
  }

  private static Guard guard(Code code, int word, Reaction reaction) {
    return new Secded(List.of(FaultSite.WEIGHT), word, code, reaction).guards(null).get(0);
  }

  /** Lets the guard read a word with flips; bits from the data length on are check bits. */
  private static Verdict read(Guard guard, Word word, int data, int[] values, int... flips) {
    word.begin(0, data / 8, 1);
    int[] struck = values.clone();
    long check = guard.encode(values, values.length);
    for (int flip : flips) {
      if (flip < data) {
        struck[flip / 8] ^= 1 << flip % 8;
      } else {
        check ^= 1L << (flip - data);
      }
    }
    for (int i = 0; i < struck.length; i++) {
      word.read(0, i, struck[i]);
    }
    word.check(0, check);
    word.open();
    return guard.check(word);
  }

  private static boolean isRight(Word word, int[] values) {
    return IntStream.range(0, values.length).allMatch(i -> word.left(i) == values[i]);
  }

  private static int[] randomValues(Random random, int word) {
    return random.ints(word / 8, 0, 256).toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "HSIAO,8", "HSIAO,16", "HSIAO,32", "HSIAO,64", "HSIAO,128",
    "HAMMING,8", "HAMMING,16", "HAMMING,32", "HAMMING,64", "HAMMING,128"
  })
  void everySingleFlipIsCorrectedAndEveryDoubleFlipIsDetected(Code code, int data) {
    Random random = new Random(data);
    Guard guard = guard(code, data, Reaction.PASS);
    int length = data + guard.redundancy().checkBits();
    Word word = new Word(data / 8, 1);
    for (int a = 0; a < length; a++) {
      int[] values = randomValues(random, data);
      assertThat(read(guard, word, data, values)).isEqualTo(Verdict.SOUND);
      assertThat(read(guard, word, data, values, a))
          .as("flip of bit " + a)
          .isEqualTo(Verdict.CORRECTED);
      assertThat(isRight(word, values)).as("flip of bit " + a).isTrue();
      for (int b = a + 1; b < length; b++) {
        assertThat(read(guard, word, data, values, a, b))
            .as("flips of bits " + a + " and " + b)
            .isEqualTo(Verdict.DETECTED);
      }
    }
  }

  /**
   * All triples end as the rows of the matrix say. How many of them are miscorrected, and how many
   * into a data bit, are figures of the matrices.
   */
  @ParameterizedTest
  @CsvSource({
    "HSIAO,8,0.769,0.476",
    "HSIAO,16,0.655,0.478",
    "HSIAO,32,0.598,0.485",
    "HSIAO,64,0.563,0.497",
    "HAMMING,8,0.769,0.472",
    "HAMMING,16,0.683,0.494",
    "HAMMING,32,0.693,0.566",
    "HAMMING,64,0.760,0.676"
  })
  void everyTripleEndsAsTheMatrixSays(Code code, int data, double miscorrected, double intoData) {
    Rows rows = rows(code, data);
    Guard guard = guard(code, data, Reaction.PASS);
    Random random = new Random(data);
    int triples = 0;
    int changed = 0;
    int changedData = 0;
    for (int a = 0; a < rows.length(); a++) {
      for (int b = a + 1; b < rows.length(); b++) {
        for (int c = b + 1; c < rows.length(); c++) {
          int decision = agrees(rows, guard, random, a, b, c);
          triples++;
          changed += decision >= 0 ? 1 : 0;
          changedData += decision >= 0 && decision < data ? 1 : 0;
        }
      }
    }
    assertThat((double) changed / triples).isCloseTo(miscorrected, within(0.00051));
    assertThat((double) changedData / triples).isCloseTo(intoData, within(0.00051));
  }

  /** Four flips are even: most are detected, some are no syndrome at all. */
  @ParameterizedTest
  @CsvSource({"HSIAO,8,0.0769", "HSIAO,16,0.0345", "HAMMING,8,0.0769", "HAMMING,16,0.0360"})
  void fourFlipsPassUnseenAsOftenAsTheMatrixSays(Code code, int data, double unseen) {
    Rows rows = rows(code, data);
    Guard guard = guard(code, data, Reaction.PASS);
    Random random = new Random(data);
    int all = 0;
    int sound = 0;
    for (int a = 0; a < rows.length(); a++) {
      for (int b = a + 1; b < rows.length(); b++) {
        for (int c = b + 1; c < rows.length(); c++) {
          for (int d = c + 1; d < rows.length(); d++) {
            all++;
            sound += agrees(rows, guard, random, a, b, c, d) == -1 ? 1 : 0;
          }
        }
      }
    }
    assertThat((double) sound / all).isCloseTo(unseen, within(0.000051));
  }

  /** Compares both decoders, and gives the decision. */
  private static int agrees(Rows rows, Guard guard, Random random, int... flips) {
    int[] values = randomValues(random, rows.data);
    Word word = new Word(rows.data / 8, 1);
    Verdict verdict = read(guard, word, rows.data, values, flips);
    int decision = rows.decide(flips);
    Verdict expected =
        decision == -1 ? Verdict.SOUND : decision == -2 ? Verdict.DETECTED : Verdict.CORRECTED;
    assertThat(verdict).isEqualTo(expected);
    int[] left = values.clone();
    for (int flip : flips) {
      toggle(left, rows.data, flip);
    }
    toggle(left, rows.data, decision);
    for (int i = 0; i < left.length; i++) {
      assertThat(word.left(i)).isEqualTo(left[i]);
    }
    return decision;
  }

  private static void toggle(int[] values, int data, int bit) {
    if (bit >= 0 && bit < data) {
      values[bit / 8] ^= 1 << bit % 8;
    }
  }

  /** Figures computed from all flips of a word at independent rates, detected words passed on. */
  @ParameterizedTest
  @CsvSource({
    "64,1e-4,7.05e-7", "64,1e-3,6.87e-5", "64,1e-2,5.33e-3",
    "32,1e-4,3.8e-7", "32,1e-3,3.7e-5", "32,1e-2,3.3e-3",
    "16,1e-4,2.1e-7", "16,1e-3,2.1e-5", "16,1e-2,2.0e-3",
    "8,1e-4,1.2e-7", "8,1e-3,1.2e-5", "8,1e-2,1.2e-3"
  })
  void theResidualBitErrorRateIsTheComputedOne(int data, double rate, BigDecimal table) {
    Guard guard = guard(Code.HSIAO, data, Reaction.PASS);
    int length = data + guard.redundancy().checkBits();
    Word word = new Word(data / 8, 1);
    Random random = new Random(11);
    // Words with fewer than two flips are right again; the others are drawn by their number.
    double twoOrMore = 0;
    Map<Integer, Double> shares = new HashMap<>();
    double share = Math.pow(1 - rate, length);
    for (int flips = 0; flips <= 12 && flips <= length; flips++) {
      if (flips > 1) {
        shares.put(flips, share);
        twoOrMore += share;
      }
      share *= (double) (length - flips) / (flips + 1) * rate / (1 - rate);
    }
    double sum = 0;
    double squares = 0;
    int words = 40_000;
    for (int i = 0; i < words; i++) {
      double at = random.nextDouble() * twoOrMore;
      int count = 2;
      while (count < 12 && at > shares.getOrDefault(count, 0.0)) {
        at -= shares.get(count++);
      }
      int[] flips = random.ints(0, length).distinct().limit(count).toArray();
      int[] values = randomValues(random, data);
      read(guard, word, data, values, flips);
      int wrong = 0;
      for (int v = 0; v < values.length; v++) {
        wrong += Integer.bitCount(word.left(v) ^ values[v]);
      }
      sum += wrong;
      squares += (double) wrong * wrong;
    }
    double mean = sum / words;
    double sigma = Math.sqrt((squares / words - mean * mean) / words);
    double scale = twoOrMore / data;
    // The table's figures have two or three digits.
    double rounding = table.ulp().doubleValue() / 2;
    assertThat(mean * scale).isCloseTo(table.doubleValue(), within(3 * sigma * scale + rounding));
  }

  @Test
  void hsiaoMatricesHaveDistinctColumnsOfOddWeightAndEvenRows() {
    for (int data : new int[] {8, 16, 32, 64, 128}) {
      Rows rows = rows(Code.HSIAO, data);
      int widest = 0;
      int ones = 0;
      for (BigInteger row : rows.rows) {
        widest = Math.max(widest, row.bitCount());
        ones += row.bitCount();
      }
      for (int bit = 0; bit < rows.length(); bit++) {
        assertThat(rows.column(bit).bitCount() % 2).isEqualTo(1);
      }
      Map<Integer, String> published =
          Map.of(8, "29 6", 16, "54 9", 32, "103 15", 64, "216 27", 128, "481 54");
      assertThat(ones + " " + widest).isEqualTo(published.get(data));
    }
  }

  /** The last word of a tensor: a flip cannot be where there are no cells. */
  @ParameterizedTest
  @CsvSource({
    "HSIAO,16", "HSIAO,32", "HSIAO,64", "HSIAO,128",
    "HAMMING,16", "HAMMING,32", "HAMMING,64", "HAMMING,128"
  })
  void aShortenedWordIsNeverCorrectedBehindItsEnd(Code code, int data) {
    Guard guard = guard(code, data, Reaction.PASS);
    SlowCode slow = new SlowCode(code, data);
    Random random = new Random(3);
    Word word = new Word(data / 8, 1);
    for (int i = 0; i < 2000; i++) {
      int existing = 8 + 8 * random.nextInt(data / 8 - 1);
      int[] values = randomValues(random, existing);
      int[] flips =
          random.ints(0, existing + slow.checkBits()).distinct().limit(1 + i % 4).toArray();
      boolean[] cells = new boolean[data];
      for (int bit = 0; bit < existing; bit++) {
        cells[bit] = (values[bit / 8] >> bit % 8 & 1) == 1;
      }
      cells = slow.encode(cells);
      for (int flip : flips) {
        cells[flip < existing ? flip : data - existing + flip] ^= true;
      }
      Verdict verdict = read(guard, word, existing, values, flips);
      assertThat(verdict.name()).isEqualTo(slow.decode(cells, existing).name());
      for (int bit = 0; bit < existing; bit++) {
        assertThat((word.left(bit / 8) >> bit % 8 & 1) == 1).isEqualTo(cells[bit]);
      }
    }
  }
}
