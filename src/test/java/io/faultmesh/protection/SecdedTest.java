package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.protection.mechanism.Secded;
import io.faultmesh.protection.mechanism.Secded.Code;
import io.faultmesh.scenario.FaultSite;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secded against a decoder of the test's own, which knows nothing but rows of parities. */
class SecdedTest {
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
      for (int bit = 0; bit < length(); bit++) {
        if (column(bit).equals(syndrome)) {
          return bit;
        }
      }
      return -2;
    }
  }

  private static Rows rows(Code code, int word) {
    int checks = Integer.numberOfTrailingZeros(word) + 2;
    if (code == Code.HSIAO && (word == 32 || word == 64)) {
      List<String> published = word == 32 ? HSIAO_39 : HSIAO_72;
      return new Rows(published.stream().map(row -> new BigInteger(row, 16)).toList(), word);
    }
    Guard guard = guard(code, word, Reaction.PASS);
    // The stated matrix, read off the encoder bit by bit; its own structure is checked below.
    List<BigInteger> rows = new ArrayList<>();
    for (int row = 0; row < checks; row++) {
      rows.add(BigInteger.ZERO.setBit(word + row));
    }
    for (int bit = 0; bit < word; bit++) {
      int[] values = new int[word / 8];
      values[bit / 8] = 1 << bit % 8;
      long check = guard.encode(values, values.length);
      for (int row = 0; row < checks; row++) {
        if ((check >> row & 1) != 0) {
          rows.set(row, rows.get(row).setBit(bit));
        }
      }
    }
    return new Rows(rows, word);
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
    for (int i = 0; i < values.length; i++) {
      if (word.left(i) != values[i]) {
        return false;
      }
    }
    return true;
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

  /** The shares of OpenTitan's matrices are published figures of these matrices. */
  @ParameterizedTest
  @CsvSource({"HSIAO,8", "HSIAO,16", "HAMMING,8", "HAMMING,16"})
  void everyTripleEndsAsTheRowsOfTheMatrixSay(Code code, int data) {
    Rows rows = rows(code, data);
    Guard guard = guard(code, data, Reaction.PASS);
    Random random = new Random(data);
    for (int a = 0; a < rows.length(); a++) {
      for (int b = a + 1; b < rows.length(); b++) {
        for (int c = b + 1; c < rows.length(); c++) {
          agrees(rows, guard, random, a, b, c);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"HSIAO,64,0.563", "HAMMING,64,0.760", "HSIAO,32,0.597", "HAMMING,32,0.693"})
  void triplesAreMiscorrectedAsOftenAsTheMatrixSays(Code code, int data, double published) {
    Rows rows = rows(code, data);
    Guard guard = guard(code, data, Reaction.PASS);
    Random random = new Random(7);
    int sample = 3000;
    int miscorrected = 0;
    for (int i = 0; i < sample; i++) {
      int[] flips = random.ints(0, rows.length()).distinct().limit(3).sorted().toArray();
      agrees(rows, guard, random, flips);
      miscorrected += rows.decide(flips) >= 0 ? 1 : 0;
    }
    double sigma = Math.sqrt(published * (1 - published) / sample);
    assertThat((double) miscorrected / sample).isCloseTo(published, within(4 * sigma));
  }

  private static void agrees(Rows rows, Guard guard, Random random, int... flips) {
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
  void theResidualBitErrorRateIsTheComputedOne(int data, double rate, double published) {
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
    // The published figures have two or three digits.
    assertThat(mean * scale).isCloseTo(published, within(3 * sigma * scale + 0.045 * published));
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

  @Test
  void aShortenedWordIsNeverCorrectedBehindItsEnd() {
    Guard guard = guard(Code.HSIAO, 64, Reaction.PASS);
    Random random = new Random(3);
    Word word = new Word(8, 1);
    for (int i = 0; i < 2000; i++) {
      int[] values = randomValues(random, 24);
      int[] flips = random.ints(0, 24).distinct().limit(1 + i % 3).toArray();
      word.begin(0, 3, 1);
      long check = guard.encode(values, 3);
      for (int v = 0; v < 3; v++) {
        int bits = values[v];
        for (int flip : flips) {
          bits ^= flip / 8 == v ? 1 << flip % 8 : 0;
        }
        word.read(0, v, bits);
      }
      word.check(0, check);
      word.open();
      Verdict verdict = guard.check(word);
      if (flips.length == 1) {
        assertThat(verdict).isEqualTo(Verdict.CORRECTED);
      } else {
        assertThat(verdict).isNotEqualTo(Verdict.SOUND);
      }
    }
  }
}
