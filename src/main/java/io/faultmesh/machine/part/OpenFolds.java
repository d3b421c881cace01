package io.faultmesh.machine.part;

import io.faultmesh.machine.core.LocalTime;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.work.FoldJob;
import java.util.ArrayList;
import java.util.List;

/** The folds of a layer whose results have not all come, in their order. */
final class OpenFolds {

  /** A fold until its last result. */
  static final class Open {
    private final FoldJob job;
    private long openedCycle = -1;
    private int missing;
    private long commitCycle;

    private Open(FoldJob job) {
      this.job = job;
      this.missing = job.usedColumns() + (job.importantNeurons().length > 0 ? 1 : 0);
    }

    FoldJob job() {
      return job;
    }

    long openedCycle() {
      return openedCycle;
    }

    /** The cycle of the last result. */
    long commitCycle() {
      return commitCycle;
    }
  }

  private final LocalTime time;
  private final List<Open> open = new ArrayList<>();
  private int committed;

  OpenFolds(LocalTime time) {
    this.time = time;
  }

  /** The next layer begins. */
  void begin() {
    committed = 0;
  }

  /** Folds that are complete. */
  int committed() {
    return committed;
  }

  void open(FoldJob job, long cycle) {
    find(job).openedCycle = cycle;
  }

  /** A fold's account; results may come before the word that the fold is opened. */
  Open find(FoldJob job) {
    if (job.index() < committed) {
      throw new MachineException(
          time.name(), time.cycle(), "a result of " + job + " came after all of them");
    }
    int place = 0;
    while (place < open.size() && open.get(place).job.isBefore(job)) {
      place++;
    }
    if (place == open.size() || open.get(place).job != job) {
      open.add(place, new Open(job));
    }
    return open.get(place);
  }

  /** A lane's results of a fold are there. */
  void count(FoldJob job, long cycle) {
    Open fold = find(job);
    if (fold.missing == 0) {
      throw new MachineException(time.name(), cycle, job + " has more results than lanes");
    }
    fold.missing--;
    fold.commitCycle = Math.max(fold.commitCycle, cycle);
  }

  /** The next fold, if all of it is there; null if not. */
  Open commit() {
    if (open.isEmpty()) {
      return null;
    }
    Open next = open.get(0);
    if (next.missing > 0 || next.openedCycle < 0 || next.job.index() != committed) {
      return null;
    }
    committed++;
    return open.remove(0);
  }

  /** What is still missing; null if nothing is. */
  MachineException unfinished() {
    return open.isEmpty()
        ? null
        : new MachineException(
            time.name(),
            time.cycle(),
            open.get(0).job + " lacks " + open.get(0).missing + " of its results");
  }
}
