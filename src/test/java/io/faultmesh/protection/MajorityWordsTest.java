package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.fast.BothEngines;
import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.mechanism.MajorityWords;
import io.faultmesh.protection.mechanism.Secded;
import io.faultmesh.scenario.FaultSite;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two equal copies of three decide; three unlike ones are detected. */
class MajorityWordsTest {
  private static final List<FaultSite> BUFFERS = List.of(FaultSite.WEIGHT, FaultSite.INPUT);
  private static final int[] VALUES = {0x5a, 0xff};

  private static Guard guard(int word, Reaction detected) {
    return new MajorityWords(null, word, detected).guards(null).get(0);
  }

  private static void ends(GuardedWord word, Outcome outcome, int... left) {
    assertThat(word.check()).isEqualTo(outcome);
    assertThat(word.left()).containsExactly(left);
  }

  private static GuardedWord word(Reaction reaction) {
    return new GuardedWord(guard(16, reaction), VALUES);
  }

  @Test
  void oneStruckCopyIsOutvotedWhateverItsFlips() {
    for (int copy = 0; copy < 3; copy++) {
      for (int bit = 0; bit < 16; bit++) {
        GuardedWord word = word(Reaction.ZERO).flip(copy, bit).flip(copy, (bit + 5) % 16);
        ends(word, Outcome.CORRECTED, VALUES);
      }
    }
  }

  @Test
  void unlikeFlipsInTwoCopiesAreDetectedAndEqualOnesWin() {
    ends(word(Reaction.ZERO).flip(0, 3).flip(1, 9), Outcome.DETECTED, 0, 0);
    ends(word(Reaction.PASS).flip(0, 3).flip(1, 9), Outcome.DETECTED, 0x5a ^ 8, 0xff);
    // The copy that is read first happens to be right.
    ends(word(Reaction.PASS).flip(1, 3).flip(2, 9), Outcome.FALSE_ALARM, VALUES);
    ends(word(Reaction.ZERO).flip(0, 3).flip(2, 3), Outcome.MISCORRECTED, 0x5a ^ 8, 0xff);
    ends(word(Reaction.ZERO).flip(1, 3).flip(2, 3), Outcome.MISCORRECTED, 0x5a ^ 8, 0xff);
    ends(word(Reaction.ZERO).flip(0, 3).flip(1, 3).flip(2, 3), Outcome.MISSED, 0x5a ^ 8, 0xff);
  }

  @ParameterizedTest
  @CsvSource({"8,3e-2", "16,1e-2", "64,2e-3"})
  void sharesAreThoseOfTheBinomialDistribution(int bits, double rate) {
    Guard guard = guard(bits, Reaction.ZERO);
    Random random = new Random(bits);
    int words = 100_000;
    int[] counts = new int[Outcome.values().length];
    for (int i = 0; i < words; i++) {
      int[] values = random.ints(bits / 8, 0, 256).toArray();
      counts[new GuardedWord(guard, values).strike(random, rate).check().ordinal()]++;
    }
    double whole = Math.pow(1 - rate, bits);
    // Two copies have the same flips, bit by bit both or none, or all three have.
    double twoEqual = Math.pow(rate * rate + (1 - rate) * (1 - rate), bits);
    double allEqual = Math.pow(rate * rate * rate + Math.pow(1 - rate, 3), bits);
    isNear(counts, Outcome.CORRECTED, words, 3 * whole * whole * (1 - whole));
    double flagged = 1 - 3 * twoEqual + 2 * allEqual;
    double seen = counts[Outcome.DETECTED.ordinal()] + counts[Outcome.FALSE_ALARM.ordinal()];
    double sigma = Math.sqrt(flagged * (1 - flagged) / words);
    assertThat(seen / words).isCloseTo(flagged, within(4 * sigma));
  }

  private static void isNear(int[] counts, Outcome outcome, int words, double share) {
    double sigma = Math.sqrt(share * (1 - share) / words);
    assertThat((double) counts[outcome.ordinal()] / words).isCloseTo(share, within(4 * sigma));
  }

  @ParameterizedTest
  @CsvSource({"8", "16", "64"})
  void bothEnginesAgreeAndAllCopiesAreStruck(int word) {
    double rate = 5e-3;
    for (Reaction reaction :
        EnumSet.complementOf(EnumSet.of(Reaction.REPEAT, Reaction.RECOMPUTE))) {
      BothEngines.Sum sum =
          BothEngines.compare(List.of(new MajorityWords(BUFFERS, word, reaction)), BUFFERS, rate);
      double bits = sum.exposedBits();
      assertThat((double) sum.flips()).isCloseTo(bits * rate, within(4 * Math.sqrt(bits * rate)));
      assertThat(sum.words(Outcome.CORRECTED)).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({"64", "16", "8"})
  void copiesMayCarryACodeOrLieBelowOne(int word) {
    Secded secded = new Secded(BUFFERS, 64, null, null);
    MajorityWords copies = new MajorityWords(BUFFERS, word, null);
    for (var order : List.of(List.of(secded, copies), List.of(copies, secded))) {
      BothEngines.Sum sum = BothEngines.compare(List.copyOf(order), BUFFERS, 3e-3);
      assertThat(sum.words(Outcome.CORRECTED)).as("%s: %s", order, sum).isPositive();
    }
  }

  @Test
  void wordsAndSitesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new MajorityWords(null, 24, null)).hasMessageContaining("word must");
    assertThatThrownBy(() -> new MajorityWords(Arrays.asList(FaultSite.PE), null, null))
        .hasMessageContaining("on must name");
  }
}
