package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.fast.BothEngines;
import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.mechanism.Parity;
import io.faultmesh.scenario.FaultSite;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parity sees odd numbers of flips, as often as chance brings them. */
class ParityTest {
  private static final List<FaultSite> ALL =
      List.of(FaultSite.WEIGHT, FaultSite.INPUT, FaultSite.ACTIVATION, FaultSite.DRAM);

  private static Guard guard(int word, Reaction detected) {
    return new Parity(null, word, detected).guards(null).get(0);
  }

  @Test
  void everyPatternOfFlipsOfAByteEndsByItsNumber() {
    for (Reaction reaction : Reaction.values()) {
      Guard guard = guard(8, reaction);
      for (int flips = 0; flips < 1 << 9; flips++) {
        GuardedWord word = new GuardedWord(guard, 0xa6);
        for (int bit = 0; bit < 8; bit++) {
          if ((flips >> bit & 1) != 0) {
            word.flip(0, bit);
          }
        }
        if (flips >> 8 != 0) {
          word.flipCheck(0);
        }
        int data = flips & 0xff;
        boolean odd = Integer.bitCount(flips) % 2 == 1;
        Outcome expected =
            odd
                ? data == 0 ? Outcome.FALSE_ALARM : Outcome.DETECTED
                : data == 0 ? Outcome.CLEAN : Outcome.MISSED;
        assertThat(word.check()).as("flips %x", flips).isEqualTo(expected);
        int left = odd && reaction == Reaction.ZERO ? 0 : 0xa6 ^ data;
        assertThat(word.left()).as("flips %x", flips).containsExactly(left);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"8,1e-2", "16,3e-3", "32,1e-2", "64,1e-3", "64,2e-2"})
  void sharesAreThoseOfTheBinomialDistribution(int word, double rate) {
    Guard guard = guard(word, Reaction.ZERO);
    Random random = new Random(word);
    int words = 100_000;
    int odd = 0;
    int missed = 0;
    for (int i = 0; i < words; i++) {
      GuardedWord one = new GuardedWord(guard, random.ints(word / 8, 0, 256).toArray());
      Outcome outcome = one.strike(random, rate).check();
      odd += outcome == Outcome.DETECTED || outcome == Outcome.FALSE_ALARM ? 1 : 0;
      missed += outcome == Outcome.MISSED ? 1 : 0;
    }
    double even = Math.pow(1 - 2 * rate, word + 1);
    isNear(odd, words, (1 - even) / 2);
    // Two or more flips and an even number. One always strikes data.
    isNear(missed, words, (1 + even) / 2 - Math.pow(1 - rate, word + 1));
  }

  private static void isNear(int count, int words, double share) {
    double sigma = Math.sqrt(share * (1 - share) / words);
    assertThat((double) count / words).isCloseTo(share, within(4 * sigma));
  }

  @Test
  void theFormulasGiveThePublishedFigures() {
    double even = Math.pow(1 - 2e-3, 9);
    assertThat((1 - even) / 2).isCloseTo(8.93e-3, within(5e-6));
    assertThat((1 + even) / 2 - Math.pow(1 - 1e-3, 9)).isCloseTo(3.6e-5, within(5e-7));
  }

  @ParameterizedTest
  @CsvSource({"8", "32", "64"})
  void bothEnginesAgreeAndTheParityBitIsStruck(int word) {
    double rate = 5e-3;
    for (Reaction reaction : EnumSet.complementOf(EnumSet.of(Reaction.REPEAT))) {
      // What is stored in no other place cannot be read again.
      List<FaultSite> on =
          switch (reaction) {
            case REFETCH -> ALL.subList(0, 2);
            case RECOMPUTE -> List.of(FaultSite.ACTIVATION);
            default -> ALL;
          };
      BothEngines.Sum sum = BothEngines.compare(List.of(new Parity(on, word, reaction)), on, rate);
      double bits = sum.exposedBits();
      assertThat((double) sum.flips()).isCloseTo(bits * rate, within(4 * Math.sqrt(bits * rate)));
      assertThat(sum.words(Outcome.DETECTED)).isPositive();
      // Results are few, and so are parity bits of long words.
      assertThat(sum.words(Outcome.FALSE_ALARM) > 0 || reaction == Reaction.RECOMPUTE).isTrue();
      assertThat(sum.words(Outcome.CORRECTED) + sum.words(Outcome.MISCORRECTED)).isZero();
    }
  }

  @Test
  void wordsAndSitesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new Parity(null, 12, null)).hasMessageContaining("8, 16, 32 or 64");
    assertThatThrownBy(() -> new Parity(List.of(FaultSite.PRODUCT), null, null))
        .hasMessageContaining("on must name");
  }
}
