package io.faultmesh.protection.struck;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Flips;
import io.faultmesh.protection.BitwiseGuard;
import io.faultmesh.protection.Guard;
import io.faultmesh.protection.Majority;
import io.faultmesh.protection.Redundancy;
import io.faultmesh.protection.Station;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a cursor asks for: a value that was written may be a sum, which costs time to work out. */
class StruckValuesTest {
  private static final int WRITTEN = 1000;
  private static final int BITS = FaultSite.ACCUMULATOR.bitsPerValue();

  private final List<Long> asked = new ArrayList<>();

  /** A vote over all bits. */
  private static final class Vote implements BitwiseGuard {
    @Override
    public Cells cells() {
      return new Cells(FaultSite.ACCUMULATOR, "vote");
    }

    @Override
    public Redundancy redundancy() {
      return Redundancy.copies(COPIES, value -> -1);
    }

    @Override
    public int vote(int a, int b, int c, int copied) {
      return Majority.of(a, b, c);
    }
  }

  private static Flips flips(long... addresses) {
    PrimitiveIterator.OfLong next = LongStream.of(addresses).iterator();
    return () -> next.hasNext() ? next.nextLong() : Flips.END;
  }

  private StruckValues cursor(List<Guard> guards, long existing, Flips... copies) {
    Station station = new Station("design", FaultSite.ACCUMULATOR, 0, guards);
    return new StruckValues(
        new StruckWords(
            station,
            copies,
            new Flips[0],
            StuckBits.NONE,
            new StruckWords.Space(10, 0, -1, value -> value < existing),
            value -> {
              asked.add(value);
              return WRITTEN;
            },
            value -> 0,
            null,
            new StationTally(station, 0, new FlipTally(1), StationTally.Counted.NOTHING)));
  }

  @Test
  void aStruckValueIsAskedForOnceAndGoesOnWithItsFlips() {
    StruckValues struck = cursor(List.of(), 10, flips(3L * BITS, 3L * BITS + 4));
    assertThat(struck.advance()).isTrue();
    assertThat(struck.value()).isEqualTo(3);
    assertThat(struck.left()).isEqualTo(0b10001);
    assertThat(struck.bits()).isEqualTo(WRITTEN ^ 0b10001);
    assertThat(struck.advance()).isFalse();
    assertThat(asked).containsExactly(3L);
  }

  @Test
  void aValueWhoseFlipsAreVotedOutIsNotAskedFor() {
    long own = 3L * BITS;
    StruckValues struck =
        cursor(List.of(new Vote()), 10, flips(own), flips(own + 1, 5L * BITS), flips(5L * BITS));
    assertThat(struck.advance()).isTrue();
    assertThat(struck.value()).isEqualTo(5);
    assertThat(struck.bits()).isEqualTo(WRITTEN ^ 1);
    assertThat(struck.advance()).isFalse();
    assertThat(asked).containsExactly(5L);
  }

  @Test
  void aValueThatTakesNoPartIsNotAskedFor() {
    assertThat(cursor(List.of(), 3, flips(3L * BITS)).advance()).isFalse();
    assertThat(asked).isEmpty();
  }
}
