package io.faultmesh.cluster;

import io.faultmesh.campaign.unit.WorkUnit;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * Which units are still to be computed, and who may have lost one: the rules of the cluster,
 * without its messages. A unit that stays out long is handed out again, and only its first result
 * counts. Time is given by who asks, in nanoseconds from any moment.
 */
public final class UnitLedger {
  private static final long SECOND = 1_000_000_000L;

  /** Before anything is known of how long units take. */
  private static final long FIRST_PATIENCE = 60 * SECOND;

  private static final long LEAST_PATIENCE = 5 * SECOND;

  /** How often the mean time that units were out. */
  private static final int PATIENCE = 4;

  private final Queue<WorkUnit> fresh = new ArrayDeque<>();
  private final Map<Integer, WorkUnit> wanted = new HashMap<>();

  /** When units were handed out last, the oldest first. */
  private final Map<Integer, Long> out = new LinkedHashMap<>();

  private final Set<Integer> finished = new HashSet<>();
  private long timesOut;

  public UnitLedger(List<WorkUnit> units) {
    add(units);
  }

  /** Adds units that are wanted, too. */
  public void add(List<WorkUnit> units) {
    units.forEach(unit -> wanted.put(unit.number(), unit));
    fresh.addAll(units);
  }

  /** The next unit to hand out: a new one, or one that has been out for long; empty if none is. */
  public Optional<WorkUnit> next(long now) {
    while (!fresh.isEmpty()) {
      WorkUnit unit = fresh.remove();
      if (!finished.contains(unit.number())) {
        out.put(unit.number(), now);
        return Optional.of(unit);
      }
    }
    if (out.isEmpty()) {
      return Optional.empty();
    }
    Map.Entry<Integer, Long> oldest = out.entrySet().iterator().next();
    if (now - oldest.getValue() < patience()) {
      return Optional.empty();
    }
    int number = oldest.getKey();
    out.remove(number);
    out.put(number, now);
    return Optional.of(wanted.get(number));
  }

  private long patience() {
    return finished.isEmpty()
        ? FIRST_PATIENCE
        : Math.max(LEAST_PATIENCE, PATIENCE * (timesOut / finished.size()));
  }

  /** A unit that is wanted and not finished; empty of any other number. */
  public Optional<WorkUnit> missing(int number) {
    return finished.contains(number) ? Optional.empty() : Optional.ofNullable(wanted.get(number));
  }

  /**
   * Notes that a unit's result is kept.
   *
   * @return whether it is the unit's first
   */
  public boolean finish(int number, long now) {
    if (!wanted.containsKey(number) || !finished.add(number)) {
      return false;
    }
    Long since = out.remove(number);
    timesOut += since == null ? 0 : now - since;
    return true;
  }

  public int finished() {
    return finished.size();
  }

  public boolean isComplete() {
    return finished.size() == wanted.size();
  }
}
