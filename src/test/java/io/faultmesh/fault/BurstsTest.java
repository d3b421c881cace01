package io.faultmesh.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Events that strike neighbouring bits. */
class BurstsTest {
  private static final double RATE = 0.05;
  private static final int WORDS = 20_000;

  private static List<Long> all(Flips flips) {
    List<Long> addresses = new ArrayList<>();
    for (long address = flips.next(); address != Flips.END; address = flips.next()) {
      addresses.add(address);
    }
    return addresses;
  }

  private static Flips listed(Iterable<Long> events) {
    ListedFlips list = new ListedFlips();
    events.forEach(list::add);
    return list.flips();
  }

  /** Lengths of three bits only, so that each event says by itself what it strikes. */
  @Test
  void anEventStrikesNeighboursUpToTheEndOfItsWord() {
    Bursts bursts = new Bursts(List.of(0.0, 0.0, 1.0));
    long firstTensor = 72;
    long addresses = 72 + 130;
    List<Long> events = List.of(0L, 61L, 63L, 64L, 71L, 72L, 135L, 200L);
    List<Long> struck = all(bursts.spread(listed(events), new Random(1), firstTensor, addresses));
    assertThat(struck)
        .containsExactly(
            0L, 1L, 2L, 61L, 62L, 63L, 64L, 65L, 66L, 71L, 72L, 73L, 74L, 135L, 200L, 201L);
  }

  @Test
  void bitsThatSeveralEventsReachFlipOnce() {
    Bursts bursts = new Bursts(List.of(0.0, 0.0, 0.0, 1.0));
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      TreeSet<Long> events = new TreeSet<>();
      while (events.size() < 30) {
        events.add((long) random.nextInt(200));
      }
      TreeSet<Long> expected = new TreeSet<>();
      for (long event : events) {
        for (long bit = event; bit < Math.min(event + 4, event / 64 * 64 + 64); bit++) {
          expected.add(bit);
        }
      }
      expected.removeIf(bit -> bit >= 201);
      assertThat(all(bursts.spread(listed(events), random, 0, 201)))
          .as("failed on seed " + seed)
          .containsExactlyElementsOf(expected);
    }
  }

  @Test
  void lengthsComeInTheirShares() {
    Bursts bursts = new Bursts(List.of(0.7, 0.2, 0.1));
    List<Long> events = new ArrayList<>();
    for (long event = 0; event < WORDS; event++) {
      events.add(event * 64);
    }
    int[] longer = new int[3];
    for (long bit : all(bursts.spread(listed(events), new Random(3), 0, WORDS * 64L))) {
      longer[(int) (bit % 64)]++;
    }
    assertThat(longer[0]).isEqualTo(WORDS);
    assertThat((double) longer[1] / WORDS).isCloseTo(0.3, within(0.015));
    assertThat((double) longer[2] / WORDS).isCloseTo(0.1, within(0.01));
  }

  @Test
  void bitsFlipAsOftenAsTheirPlaceInTheWordLets() {
    Bursts bursts = new Bursts(List.of(0.5, 0.2, 0.3));
    Random random = new Random(4);
    Flips events = new DrawnFlips(random, RATE, WORDS * 64L);
    long[] flips = new long[64];
    for (long bit : all(bursts.spread(events, random, 0, WORDS * 64L))) {
      flips[(int) (bit % 64)]++;
    }
    for (int place = 0; place < 64; place++) {
      double expected = WORDS * RATE * bursts.flipsPerEvent(RATE, place);
      assertThat((double) flips[place])
          .as("bit " + place)
          .isCloseTo(expected, within(4.5 * Math.sqrt(expected)));
    }
    // Nothing lies in front of a word's first bit, so fewer events reach it.
    assertThat(bursts.flipsPerEvent(RATE, 0)).isCloseTo(1, within(1e-12));
    assertThat(bursts.flipsPerEvent(RATE, 2)).isGreaterThan(1.6);
  }

  @Test
  void eventsOfOneBitAreTheFlipsThemselves() {
    Flips events = listed(List.of(3L, 4L));
    assertThat(new Bursts(List.of(1.0)).spread(events, new Random(1), 0, 9)).isSameAs(events);
  }
}
