package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.fast.BothEngines;
import io.faultmesh.fault.Outcome;
import io.faultmesh.fault.Refetch;
import io.faultmesh.protection.mechanism.MajorityWords;
import io.faultmesh.protection.mechanism.Parity;
import io.faultmesh.protection.mechanism.Secded;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.ProtectSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Detected words that are read again: both engines read the same ones, and compute the same. */
class RefetchTest {
  private static final List<FaultSite> OPERANDS = List.of(FaultSite.WEIGHT, FaultSite.INPUT);
  private static final List<FaultSite> ALL =
      List.of(FaultSite.WEIGHT, FaultSite.INPUT, FaultSite.DRAM);

  private static BothEngines.Sum run(List<FaultSite> struck, double rate, ProtectSettings... all) {
    return BothEngines.compare(List.of(all), struck, rate);
  }

  private static long residual(BothEngines.Sum sum, FaultSite site) {
    long flips = 0;
    for (int layer = 0; layer < 16; layer++) {
      for (int bit = 0; bit < 8; bit++) {
        flips += sum.tally().residual(site, layer, bit);
      }
    }
    return flips;
  }

  private static List<Integer> attempts(BothEngines.Sum sum) {
    return sum.tally().refetches().stream().map(Refetch::attempt).distinct().sorted().toList();
  }

  @Test
  void everyFlaggedWordIsReadAgainAndIsRightThen() {
    Parity bytes = new Parity(OPERANDS, 8, Reaction.REFETCH);
    BothEngines.Sum sum = run(OPERANDS, 1e-4, bytes);
    assertThat(sum.words(Outcome.DETECTED)).isPositive();
    assertThat(sum.words(Outcome.FALSE_ALARM)).isPositive();
    assertThat(sum.words(Outcome.MISSED)).isZero();
    assertThat(sum.tally().refetches())
        .hasSize((int) (sum.words(Outcome.DETECTED) + sum.words(Outcome.FALSE_ALARM)));
    assertThat(residual(sum, FaultSite.WEIGHT) + residual(sum, FaultSite.INPUT)).isZero();
    assertThat(attempts(sum)).containsExactly(1);
  }

  @Test
  void whatIsCorrectedIsNotReadAgain() {
    BothEngines.Sum sum = run(OPERANDS, 2e-3, new Secded(OPERANDS, 64, null, Reaction.REFETCH));
    assertThat(sum.words(Outcome.CORRECTED)).isPositive();
    assertThat(sum.tally().refetches())
        .hasSize((int) (sum.words(Outcome.DETECTED) + sum.words(Outcome.FALSE_ALARM)))
        .isNotEmpty();
  }

  @Test
  void threeUnlikeCopiesAreReadAgain() {
    BothEngines.Sum sum = run(OPERANDS, 2e-2, new MajorityWords(OPERANDS, 16, Reaction.REFETCH));
    assertThat(sum.tally().refetches())
        .hasSize((int) (sum.words(Outcome.DETECTED) + sum.words(Outcome.FALSE_ALARM)))
        .isNotEmpty();
  }

  @Test
  void eachOfThreeCodedCopiesIsReadAgain() {
    BothEngines.Sum sum =
        run(
            OPERANDS,
            5e-3,
            new Parity(OPERANDS, 32, Reaction.REFETCH),
            new MajorityWords(OPERANDS, 16, Reaction.REFETCH));
    assertThat(sum.tally().refetches().size())
        .isGreaterThanOrEqualTo((int) sum.words(Outcome.FALSE_ALARM))
        .isPositive();
  }

  @Test
  void aTransferIsDrawnAnewForAsManyAttemptsAsAreAllowed() {
    List<FaultSite> dram = List.of(FaultSite.DRAM);
    for (int most = 1; most <= 3; most++) {
      Secded code = new Secded(dram, 64, null, Reaction.REFETCH, most);
      BothEngines.Sum sum = run(dram, 2e-2, code);
      assertThat(attempts(sum)).isEqualTo(List.of(1, 2, 3).subList(0, most));
    }
  }

  @Test
  void moreAttemptsLeaveFewerFlips() {
    List<FaultSite> dram = List.of(FaultSite.DRAM);
    List<Long> left = new ArrayList<>();
    for (int most : List.of(1, 2, 4)) {
      Parity code = new Parity(dram, 8, Reaction.REFETCH, most);
      left.add(residual(run(dram, 2e-2, code), FaultSite.DRAM));
    }
    assertThat(left.get(0)).isGreaterThan(left.get(1));
    assertThat(left.get(1)).isGreaterThan(left.get(2));
  }

  @Test
  void aBufferReadsAgainFromADramThatIsStruckToo() {
    Parity bytes = new Parity(ALL, 8, Reaction.REFETCH, 2);
    BothEngines.Sum sum = run(ALL, 5e-2, bytes);
    // DRAM's own attempts are 1 and 2; those that a buffer asks for follow.
    assertThat(attempts(sum)).containsExactly(1, 2, 3, 4, 5);
    // Words of the code at DRAM, and of the buffers, need not be of the same size.
    sum =
        run(
            ALL,
            1e-2,
            new Parity(OPERANDS, 16, Reaction.REFETCH),
            new Secded(List.of(FaultSite.DRAM), 64, null, Reaction.PASS));
    assertThat(attempts(sum)).containsExactly(1);
    sum = run(ALL, 1e-2, new Parity(OPERANDS, 64, Reaction.REFETCH));
    assertThat(attempts(sum)).containsExactly(1);
  }

  @Test
  void whatHasNoOtherCopyIsRefused() {
    List<FaultSite> results = List.of(FaultSite.ACTIVATION);
    assertThatThrownBy(() -> run(results, 1e-3, new Parity(results, 8, Reaction.REFETCH)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("parity cannot guard site activation")
        .hasMessageContaining("no other copy to refetch");
  }

  @Test
  void attemptsMustBeUsable() {
    assertThatThrownBy(() -> new Parity(null, 8, Reaction.ZERO, 2))
        .hasMessage("attempts goes with detected: refetch, or repeat");
    assertThatThrownBy(() -> new Secded(null, 8, null, Reaction.REFETCH, 9))
        .hasMessage("attempts must be between 1 and 8, not 9");
  }
}
