package io.faultmesh.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.fast.BothEngines;
import io.faultmesh.fault.Cells;
import io.faultmesh.fault.Outcome;
import io.faultmesh.protection.mechanism.MajorityWords;
import io.faultmesh.protection.mechanism.Secded;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where guards can stand, and that they do there what both engines agree upon. */
class StationTest {
  /** A guard at one site that adds what it is told, and finds nothing. */
  private record Idle(FaultSite site, Redundancy redundancy) implements Mechanism {
    @Override
    public String key() {
      return "idle";
    }

    @Override
    public List<Guard> guards(GuardedLayer layer) {
      return List.of(
          new Guard() {
            @Override
            public Cells cells() {
              return new Cells(site, key());
            }

            @Override
            public Redundancy redundancy() {
              return redundancy;
            }

            @Override
            public Verdict check(Word word) {
              return Verdict.SOUND;
            }
          });
    }
  }

  /** A vote over all bits of one site. */
  private record Vote(FaultSite site) implements Mechanism {
    @Override
    public String key() {
      return "vote";
    }

    @Override
    public List<Guard> guards(GuardedLayer layer) {
      return List.of(
          new BitwiseGuard() {
            @Override
            public Cells cells() {
              return new Cells(site, key());
            }

            @Override
            public Redundancy redundancy() {
              return Redundancy.copies(3, value -> (int) ((1L << site.bitsPerValue()) - 1));
            }

            @Override
            public int vote(int a, int b, int c, int copied) {
              return Majority.of(a, b, c);
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OPERAND", "PRODUCT_STREAM", "TABLE", "SUM", "POSITION", "PE"})
  void aVoteAtOneSiteAloneDoesTheSameInBothEngines(FaultSite site) {
    BothEngines.Sum sum = BothEngines.compare(List.of(new Vote(site)), List.of(site), 2e-3);
    assertThat(sum.words(Outcome.CORRECTED)).isPositive();
  }

  private static void isRefused(Mechanism... mechanisms) {
    FaultSite site = FaultSite.WEIGHT;
    assertThatThrownBy(() -> BothEngines.compare(List.of(mechanisms), List.of(site), 1e-3))
        .as("%s", List.of(mechanisms))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(" site ");
  }

  @Test
  void guardsThatNobodyWouldAskAreRefused() {
    // Nobody looks at every weight, and what is on its way to the array has no guards.
    isRefused(new Idle(FaultSite.WEIGHT, Redundancy.NONE));
    isRefused(new Idle(FaultSite.PARTIAL_SUM, Redundancy.NONE));
    isRefused(new Idle(FaultSite.OPERAND, Redundancy.checkBits(1, 1)));
    isRefused(new Vote(FaultSite.OPERAND));
    isRefused(new Vote(FaultSite.PE));
    isRefused(new Idle(FaultSite.ACCUMULATOR, Redundancy.checkBits(1, 1)));
  }

  @Test
  void codedWordsThatCannotBeDividedIntoCopiedOnesAreRefused() {
    Redundancy pairs = new Redundancy(2, 3, value -> 0xff, 0);
    isRefused(
        new Secded(List.of(FaultSite.WEIGHT), 8, null, null), new Idle(FaultSite.WEIGHT, pairs));
    BothEngines.compare(
        List.of(new Secded(List.of(FaultSite.WEIGHT), 64, null, null), new Vote(FaultSite.WEIGHT)),
        List.of(FaultSite.WEIGHT),
        1e-3);
  }

  @Test
  void copiesOfCodedWordsHaveCheckBitsEachAndACodeOverCopiesHasThemOnce() {
    List<FaultSite> weights = List.of(FaultSite.WEIGHT);
    Guard code = new Secded(weights, 64, null, null).guards(null).get(0);
    Guard copies = new MajorityWords(weights, 8, null).guards(null).get(0);
    assertThat(station(code).cellsPerBit()).isEqualTo(72.0 / 64);
    assertThat(station(copies).cellsPerBit()).isEqualTo(3);
    assertThat(station(code, copies).cellsPerBit()).isEqualTo(3 * 72.0 / 64);
    assertThat(station(copies, code).cellsPerBit()).isEqualTo(2 + 72.0 / 64);
    assertThat(station().cellsPerBit()).isEqualTo(1);
    assertThat(station(code).storedBytes(100)).isEqualTo(113);
    assertThat(station(code, copies).words(17, 0)).isEqualTo(3);
    assertThat(station(code).words(17, 9)).isEqualTo(3);
  }

  private static Station station(Guard... guards) {
    return new Station("test", FaultSite.WEIGHT, 0, List.of(guards));
  }

  @Test
  void aRedundancyThatCannotBeIsAnError() {
    assertThatThrownBy(() -> Redundancy.copies(4, value -> 0xff))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Redundancy.checkBits(1, 65))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Redundancy.checkBits(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
