package io.faultmesh.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.campaign.unit.WorkUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules of handing out, under workers that fail in every way. */
class UnitLedgerTest {
  private static final long SECOND = 1_000_000_000L;

  private static List<WorkUnit> units(int count) {
    return IntStream.range(0, count).mapToObj(i -> new WorkUnit(i, i, 1, 0, 1)).toList();
  }

  @Test
  void aUnitThatStaysOutLongIsHandedOutAgainAndCountsOnce() {
    UnitLedger ledger = new UnitLedger(units(2));
    assertThat(ledger.next(0).orElseThrow().number()).isZero();
    assertThat(ledger.next(0).orElseThrow().number()).isEqualTo(1);
    assertThat(ledger.finish(1, SECOND)).isTrue();
    assertThat(ledger.next(4 * SECOND)).isEmpty();
    assertThat(ledger.next(6 * SECOND).orElseThrow().number()).isZero();
    assertThat(ledger.next(7 * SECOND)).isEmpty();
    assertThat(ledger.finish(0, 8 * SECOND)).isTrue();
    assertThat(ledger.finish(0, 9 * SECOND)).isFalse();
    assertThat(ledger.isComplete()).isTrue();
  }

  @Test
  void theUnitsOfAnotherRoundFollowThoseThatAreFinished() {
    UnitLedger ledger = new UnitLedger(units(1));
    ledger.next(0);
    ledger.finish(0, SECOND);
    assertThat(ledger.isComplete()).isTrue();
    ledger.add(List.of(new WorkUnit(1, 0, 1, 1, 1)));
    assertThat(ledger.isComplete()).isFalse();
    assertThat(ledger.next(SECOND).orElseThrow().number()).isEqualTo(1);
    assertThat(ledger.finish(0, SECOND)).isFalse();
    assertThat(ledger.finish(1, SECOND)).isTrue();
    assertThat(ledger.isComplete()).isTrue();
  }

  @Test
  void aUnitThatNobodyAskedForIsNotTaken() {
    UnitLedger ledger = new UnitLedger(units(1));
    assertThat(ledger.missing(5)).isEmpty();
    assertThat(ledger.finish(5, 0)).isFalse();
    assertThat(ledger.isComplete()).isFalse();
  }

  /** What happens to a worker at a time; without a unit it asks for one. */
  private record Event(long time, int worker, Optional<WorkUnit> result) {}

  /** A thousand workers that lose units, hang, answer twice, and a coordinator that starts anew. */
  private static final class Model {
    private static final int WORKERS = 1000;

    private final Random random;
    private final int count;
    private final int[] kept;
    private final PriorityQueue<Event> events =
        new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparing(Event::worker));
    private UnitLedger ledger;
    private int doubled;
    private int restarts;

    private Model(long seed, int count) {
      this.random = new Random(seed);
      this.count = count;
      this.kept = new int[count];
      ledger = new UnitLedger(units(count));
      for (int worker = 0; worker < WORKERS; worker++) {
        events.add(new Event(random.nextLong(SECOND), worker, Optional.empty()));
      }
    }

    private void run() {
      int finished = 0;
      while (!ledger.isComplete()) {
        Event event = events.remove();
        if (event.result.isEmpty()) {
          ask(event);
          continue;
        }
        int number = event.result.get().number();
        // The coordinator persists a unit that it misses, and notes it then.
        if (ledger.missing(number).isPresent()) {
          kept[number]++;
        }
        doubled += ledger.finish(number, event.time) ? 0 : 1;
        if (++finished % 4000 == 0) {
          restart();
        }
      }
    }

    private void ask(Event event) {
      Optional<WorkUnit> unit = ledger.next(event.time);
      int fate = random.nextInt(100);
      long ready = event.time + (1 + random.nextInt(5)) * SECOND + random.nextLong(SECOND);
      if (unit.isEmpty()) {
        events.add(new Event(event.time + SECOND, event.worker, Optional.empty()));
      } else if (fate < 5) {
        // Killed with the unit; another worker comes in its place.
        events.add(new Event(ready, event.worker, Optional.empty()));
      } else if (fate < 7) {
        // Hangs for minutes and answers then, when others have long done its unit.
        long late = event.time + (60 + random.nextInt(300)) * SECOND;
        events.add(new Event(late, event.worker, unit));
        events.add(new Event(late + 1, event.worker, Optional.empty()));
      } else {
        events.add(new Event(ready, event.worker, unit));
        if (fate < 9) {
          // An acknowledgement was lost.
          events.add(new Event(ready + SECOND, event.worker, unit));
        }
        events.add(new Event(ready + 1, event.worker, Optional.empty()));
      }
    }

    /** What was persisted is all that a new coordinator knows; results on their way still come. */
    private void restart() {
      restarts++;
      List<WorkUnit> missing = new ArrayList<>();
      for (WorkUnit unit : units(count)) {
        if (kept[unit.number()] == 0) {
          missing.add(unit);
        }
      }
      ledger = new UnitLedger(missing);
    }
  }

  @Test
  void aThousandFailingWorkersLoseNoUnitAndCountNoneTwice() {
    for (long seed = 1; seed <= 5; seed++) {
      Model model = new Model(seed, 20_000);
      model.run();
      assertThat(model.kept).as("seed " + seed).containsOnly(1);
      assertThat(model.doubled).as("seed " + seed).isPositive();
      assertThat(model.restarts).as("seed " + seed).isPositive();
    }
  }
}
