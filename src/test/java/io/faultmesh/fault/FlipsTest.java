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
}
