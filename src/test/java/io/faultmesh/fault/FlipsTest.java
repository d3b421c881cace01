package io.faultmesh.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Ascending addresses: kept in few bytes, and joined. */
class FlipsTest {
  private static SortedSet<Long> random(Random random, int count) {
    SortedSet<Long> addresses = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      // Gaps of one byte, two, and many.
      addresses.add(random.nextLong(1L << (1 + random.nextInt(60))));
    }
    return addresses;
  }

  private static ListedFlips listed(SortedSet<Long> addresses) {
    ListedFlips flips = new ListedFlips();
    addresses.forEach(flips::add);
    return flips;
  }

  private static SortedSet<Long> all(Flips flips) {
    SortedSet<Long> addresses = new TreeSet<>();
    for (long address = flips.next(); address != Flips.END; address = flips.next()) {
      assertThat(addresses.add(address)).isTrue();
      assertThat(addresses.last()).isEqualTo(address);
    }
    return addresses;
  }

  @Test
  void whatIsListedIsReadBackAsOftenAsOneLikes() {
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      SortedSet<Long> addresses = random(random, i);
      ListedFlips flips = listed(addresses);
      assertThat(all(flips.flips())).isEqualTo(addresses);
      assertThat(all(flips.flips())).isEqualTo(addresses);
      assertThat(flips.last()).isEqualTo(addresses.isEmpty() ? -1 : addresses.last());
    }
  }

  @Test
  void listsAscend() {
    ListedFlips flips = new ListedFlips();
    flips.add(0);
    flips.add(5);
    assertThatThrownBy(() -> flips.add(5)).hasMessageContaining("ascend");
    assertThatThrownBy(() -> flips.add(4)).hasMessageContaining("ascend");
  }

  @Test
  void aUnionHasEachAddressOnce() {
    Random random = new Random(2);
    for (int i = 0; i < 100; i++) {
      SortedSet<Long> first = random(random, random.nextInt(20));
      SortedSet<Long> second = random(random, random.nextInt(20));
      second.addAll(first.headSet(1L << 20));
      Flips union = Flips.union(listed(first).flips(), listed(second).flips());
      SortedSet<Long> both = new TreeSet<>(first);
      both.addAll(second);
      assertThat(all(union)).isEqualTo(both);
    }
  }

  /** The same faults on every machine, though most gaps ask the processor's own logarithm. */
  @Test
  void drawnGapsAreThoseOfTheStrictLogarithm() {
    for (double rate : new double[] {1e-9, 1e-4, 0.03, 0.5, 0.75, 1 - 1e-12, 1}) {
      for (int seed = 0; seed < 20; seed++) {
        long addresses = (long) Math.min(1e15, 2000 / rate);
        Flips flips = new DrawnFlips(new Random(seed), rate, addresses);
        Random random = new Random(seed);
        long expected = -1;
        while (expected < addresses - 1) {
          double kept = 1 - random.nextDouble();
          double gap = Math.floor(StrictMath.log(kept) / StrictMath.log1p(-rate));
          expected = gap < addresses - 1 - expected ? expected + (long) gap + 1 : addresses;
          assertThat(flips.next()).isEqualTo(expected < addresses ? expected : Flips.END);
        }
        assertThat(flips.next()).isEqualTo(Flips.END);
      }
    }
  }

  /** Gaps at and beside whole numbers, where two logarithms may fall to either side. */
  @Test
  void gapsBesideWholeNumbersAreThoseOfTheStrictLogarithm() {
    double logOfKept = StrictMath.log1p(-0.25);
    for (int whole = 1; whole < 100; whole++) {
      double kept = StrictMath.exp(whole * logOfKept);
      for (int ulps = -4; ulps <= 4; ulps++) {
        double one = kept + ulps * Math.ulp(kept);
        long gap = (long) Math.floor(StrictMath.log(one) / logOfKept);
        // Random numbers are multiples of 2^-53, and so are these where kept is at least a half.
        Flips flips = new DrawnFlips(() -> Math.round((1 - one) * 0x1p53) << 11, 0.25, 1000);
        if (1 - (Math.round((1 - one) * 0x1p53) * 0x1p-53) == one) {
          assertThat(flips.next()).as("%d, %d", whole, ulps).isEqualTo(gap);
        }
      }
    }
  }
}
