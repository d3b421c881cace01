package io.faultmesh.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSettings.Persistence;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which bits a plan flips, and what the draw depends on. */
class FaultPlanTest {
  private static final FaultSite SITE = FaultSite.ACTIVATION;
  private static final double RATE = 0.01;
  private static final long BITS = 100_000;

  private static FaultSettings settings(
      long seed, List<Integer> bits, List<Integer> layers, Persistence persistence) {
    List<FaultSite> sites = List.of(SITE, FaultSite.WEIGHT, FaultSite.PE);
    return new FaultSettings(List.of(RATE), sites, 10, seed, bits, layers, persistence);
  }

  private static FaultPlan plan(long seed) {
    return new FaultPlan(settings(seed, List.of(), List.of(), Persistence.IMAGE), RATE);
  }

  private static List<Long> all(Flips flips) {
    List<Long> addresses = new ArrayList<>();
    for (long address = flips.next(); address != Flips.END; address = flips.next()) {
      addresses.add(address);
    }
    assertThat(flips.next()).isEqualTo(Flips.END);
    return addresses;
  }

  private static List<Long> drawn(FaultPlan plan, Draw draw) {
    return all(plan.flips(draw, BITS));
  }

  @Test
  void everyPartOfTheKeyLeadsToOtherFlipsAndTheSameKeyToTheSame() {
    Draw draw = Draw.of(RATE, 1, 2, 3, SITE);
    List<Draw> others =
        List.of(
            draw,
            Draw.of(2 * RATE, 1, 2, 3, SITE),
            Draw.of(RATE, 2, 2, 3, SITE),
            draw.ofImage(3),
            draw.ofImage(Draw.ALL),
            Draw.of(RATE, 1, 2, 4, SITE),
            Draw.of(RATE, 1, 2, 3, FaultSite.WEIGHT),
            draw.ofCopy(1),
            draw.ofCopy(2),
            draw.ofKind("secded"),
            draw.ofKind("parity"),
            draw.ofKind("secded").ofCopy(1),
            new Draw(RATE, 1, 2, 1, 3, SITE, 0, 0, 0, Draw.DATA),
            new Draw(RATE, 1, 2, 2, 3, SITE, 0, 0, 0, Draw.DATA),
            new Draw(RATE, 1, 2, 0, 3, SITE, 0, 0, 1, Draw.DATA),
            new Draw(RATE, 1, 2, 0, 3, SITE, 0, 0, 2, Draw.DATA));
    Set<List<Long>> different = new HashSet<>();
    for (Draw other : others) {
      assertThat(drawn(plan(7), other)).as("%s", other).isEqualTo(drawn(plan(7), other));
      assertThat(different.add(drawn(plan(7), other))).as("%s", other).isTrue();
    }
    assertThat(different.add(drawn(plan(8), draw))).as("another seed").isTrue();
  }

  /** Published tables, lists and traces would change if these did. */
  @Test
  void theFirstFlipsOfAKeyStayWhatTheyAre() {
    Draw draw = Draw.of(RATE, 0, 0, 0, SITE);
    starts(draw, 109, 152, 224, 304, 489);
    starts(draw.ofCopy(1), 121, 126, 736, 874, 950);
    starts(draw.ofPass(1), 121, 126, 736, 874, 950);
    starts(draw.ofKind("secded"), 244, 272, 361, 392, 397);
    starts(Draw.of(RATE, 3, Draw.ALL, 2, FaultSite.WEIGHT), 301, 336, 362, 428, 595);
    starts(new Draw(RATE, 0, 0, 1, 0, SITE, 0, 0, 0, Draw.DATA), 57, 356, 427, 453, 503);
    starts(new Draw(RATE, 0, 0, 0, 0, SITE, 0, 0, 1, Draw.DATA), 67, 80, 213, 250, 308);
    assertThat(plan(1).stuck().elements(0, 0, 4)).containsExactly(new StuckBit(1, 8, true));
  }

  private static void starts(Draw draw, long... addresses) {
    long[] first =
        drawn(plan(1), draw).stream().limit(addresses.length).mapToLong(Long::longValue).toArray();
    assertThat(first).as("%s", draw).isEqualTo(addresses);
  }

  @Test
  void fewerAddressesKeepTheFlipsThatTheyStillHave() {
    Draw draw = Draw.of(RATE, 0, 0, 0, SITE);
    List<Long> some = all(plan(1).flips(draw, BITS / 3));
    assertThat(drawn(plan(1), draw)).startsWith(some.toArray(Long[]::new));
    assertThat(some).allMatch(address -> address < BITS / 3);
  }

  @Test
  void flipsAscendAndFallOnEveryAddressAlike() {
    int[] tenths = new int[10];
    int flips = 0;
    for (int image = 0; image < 100; image++) {
      long before = -1;
      for (long address : drawn(plan(1), Draw.of(RATE, 0, image, 0, SITE))) {
        assertThat(address).isGreaterThan(before).isLessThan(BITS);
        before = address;
        tenths[(int) (address * 10 / BITS)]++;
        flips++;
      }
    }
    double expected = 100 * BITS * RATE;
    assertThat((double) flips).isCloseTo(expected, within(4 * Math.sqrt(expected)));
    for (int tenth : tenths) {
      assertThat((double) tenth).isCloseTo(expected / 10, within(4 * Math.sqrt(expected / 10)));
    }
  }

  @Test
  void atRateOneEveryBitFlipsAndAtRateZeroNone() {
    Draw draw = Draw.of(1, 0, 0, 0, SITE);
    FaultSettings always = new FaultSettings(List.of(1.0), List.of(SITE), 1, 1L, null, null, null);
    List<Long> addresses = all(new FaultPlan(always, 1).flips(draw, 50));
    assertThat(addresses).hasSize(50).doesNotHaveDuplicates();
    FaultPlan never = new FaultPlan(always, 0);
    assertThat(never.strikes(SITE)).isFalse();
    assertThat(all(never.flips(draw, 50))).isEmpty();
  }

  @Test
  void onlyNamedSitesAndLayersAreStruck() {
    FaultPlan plan = new FaultPlan(settings(1, List.of(), List.of(2), Persistence.IMAGE), RATE);
    assertThat(drawn(plan, Draw.of(RATE, 0, 0, 2, SITE))).isNotEmpty();
    assertThat(drawn(plan, Draw.of(RATE, 0, 0, 1, SITE))).isEmpty();
    assertThat(drawn(plan, Draw.of(RATE, 0, 0, 2, FaultSite.INPUT))).isEmpty();
    assertThat(plan.strikesLayer(2)).isTrue();
    assertThat(plan.strikesLayer(3)).isFalse();
  }

  @Test
  void bitPositionsAreAMaskThatLeavesTheDrawAsItIs() {
    FaultPlan some = new FaultPlan(settings(1, List.of(0, 7), null, Persistence.IMAGE), RATE);
    assertThat(some.bitMask()).isEqualTo(0x81);
    assertThat(plan(1).bitMask()).isEqualTo(-1);
    Draw draw = Draw.of(RATE, 0, 0, 0, SITE);
    assertThat(drawn(some, draw)).isEqualTo(drawn(plan(1), draw));
    assertThat(some.stuck().elements(0, 0, 4000)).isNotEmpty().allMatch(bit -> bit.bit() % 7 == 0);
  }

  @Test
  void whatLastsForATrialIsTheSameForAllItsImages() {
    FaultPlan lasting = new FaultPlan(settings(1, null, null, Persistence.TRIAL), RATE);
    assertThat(lasting.isPerTrial(FaultSite.WEIGHT)).isTrue();
    assertThat(lasting.isPerTrial(SITE)).isFalse();
    assertThat(lasting.lastsForTrials()).isTrue();
    assertThat(lasting.draw(1, 5, 2, FaultSite.WEIGHT))
        .isEqualTo(lasting.draw(1, 6, 2, FaultSite.WEIGHT))
        .isNotEqualTo(lasting.draw(2, 5, 2, FaultSite.WEIGHT));
    assertThat(lasting.draw(1, 5, 2, SITE)).isNotEqualTo(lasting.draw(1, 6, 2, SITE));
    assertThat(plan(1).isPerTrial(FaultSite.WEIGHT)).isFalse();
    assertThat(plan(1).isPerTrial(FaultSite.PE)).isTrue();
  }

  @Test
  void stuckBitsAreAsOftenOneAsZero() {
    List<StuckBit> bits = plan(1).stuck().elements(0, 0, 20_000);
    double expected = 20_000 * 64 * RATE;
    assertThat((double) bits.size()).isCloseTo(expected, within(4 * Math.sqrt(expected)));
    double ones = bits.stream().filter(StuckBit::one).count();
    assertThat(ones).isCloseTo(expected / 2, within(4 * Math.sqrt(expected / 4)));
    assertThat(plan(1).stuck().elements(0, 1, 20_000)).isNotEqualTo(bits);
    assertThat(plan(1).stuck().elements(1, 0, 20_000)).isNotEqualTo(bits);
  }

  @Test
  void aCompleteListIsAllThatFlips() {
    FaultRecord list = new FaultRecord("list.csv", true);
    Draw draw = Draw.of(0, 0, 0, 0, SITE);
    list.add(draw, 3);
    list.add(draw, 17);
    list.add(draw.ofCopy(2), 5);
    list.add(draw.ofKind("secded"), 64 + 2);
    FaultPlan plan = new FaultPlan(settings(1, null, null, Persistence.IMAGE), Ber.of(0), list);
    assertThat(all(plan.flips(draw, 18))).containsExactly(3L, 17L);
    assertThat(all(plan.flips(draw.ofCopy(1), 18))).isEmpty();
    assertThat(all(plan.flips(draw.ofCopy(2), 18))).containsExactly(5L);
    // A list calls a pass a replica, too.
    assertThat(all(plan.flips(draw.ofPass(2), 18))).containsExactly(5L);
    // Lists leave a word 64 check bits; here it has 8.
    assertThat(all(plan.redundantFlips(draw.ofKind("secded"), 2, 8))).containsExactly(10L);
    assertThatThrownBy(() -> plan.flips(draw, 16))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(
            "list.csv: a fault strikes activation 2 of layer 0, which has 0 to 1");
    Flips beyond = plan.redundantFlips(draw.ofKind("secded"), 2, 2);
    assertThatThrownBy(beyond::next)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("list.csv: ", "bits 0 to 1");
  }

  @Test
  void whatARecordDoesNotNameOfCopiesIsDrawn() {
    FaultRecord trace = new FaultRecord("trace", false);
    Draw draw = Draw.of(RATE, 0, 0, 0, SITE);
    trace.add(draw, 3);
    trace.add(draw.ofCopy(1), 4);
    FaultPlan plan = new FaultPlan(settings(1, null, null, Persistence.IMAGE), Ber.of(RATE), trace);
    assertThat(drawn(plan, draw)).containsExactly(3L);
    List<Long> copy = new ArrayList<>(drawn(plan(1), draw.ofCopy(1)));
    assertThat(copy).doesNotContain(4L);
    copy.add(4L);
    assertThat(drawn(plan, draw.ofCopy(1))).containsExactlyInAnyOrderElementsOf(copy).isSorted();
    assertThat(drawn(plan, draw.ofCopy(2))).isEqualTo(drawn(plan(1), draw.ofCopy(2)));
    assertThat(all(plan.redundantFlips(draw.ofKind("secded"), 1000, 8)))
        .isEqualTo(all(plan(1).redundantFlips(draw.ofKind("secded"), 1000, 8)))
        .isNotEmpty();
  }
}
