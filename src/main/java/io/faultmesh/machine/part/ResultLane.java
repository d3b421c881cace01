package io.faultmesh.machine.part;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.core.Component;
import io.faultmesh.machine.core.FaultProbe;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.ResultBatch;
import java.util.HashMap;
import java.util.Map;

/**
 * Collects a column's sums over all K folds: sends running ones back to the north, and finished
 * ones down the result path.
 */
public final class ResultLane implements Component {
  private final Floorplan plan;
  private final int column;
  private final ResultPath path;

  /**
   * When the first operand came, by the fold of the first K tile: the last used rows of two folds
   * are different senders, so the second may come first.
   */
  private final Map<Integer, Long> firstOperandCycles = new HashMap<>();

  public ResultLane(Floorplan plan, int column) {
    this.plan = plan;
    this.column = column;
    this.path = new ResultPath(plan, column);
  }

  @Override
  public void watchedBy(FaultProbe probe) {
    path.watchedBy(probe);
  }

  @Override
  public void accept(Message message, Outbox outbox) {
    if (message instanceof Message.Decided decided) {
      path.resume(decided, outbox);
      return;
    }
    if (message instanceof Message.TileChecked checked) {
      path.finish(checked.batch(), checked.sums(), checked.cycle(), outbox);
      return;
    }
    if (!(message instanceof Message.ColumnSums sums)) {
      throw MachineException.unexpected(plan.name(plan.lane(column)), message);
    }
    FoldJob job = sums.job();
    if (job.isFirstTile() && !job.isLastTile()) {
      firstOperandCycles.put(job.firstTileIndex(), sums.firstOperandCycle());
    }
    if (!job.isLastTile()) {
      outbox.send(plan.element(0, column), new Message.RunningSums(job, sums.sums(), sums.cycle()));
      long last = sums.cycle() + sums.sums().length - 1;
      outbox.send(Floorplan.OUTPUT, new Message.LaneDone(job, last));
      return;
    }
    long firstOperandCycle =
        job.isFirstTile()
            ? sums.firstOperandCycle()
            : firstOperandCycles.remove(job.firstTileIndex());
    path.start(
        batch(job, sums.sums().length, firstOperandCycle), sums.sums(), sums.cycle(), outbox);
  }

  @Override
  public FlipTally flips() {
    return path.flips();
  }

  @Override
  public Activity activity() {
    return Activity.ofLane(path.requantised());
  }

  private ResultBatch batch(FoldJob job, int count, long firstOperandCycle) {
    int[] neurons = new int[count];
    for (int i = 0; i < count; i++) {
      neurons[i] = job.neuron(column, i);
    }
    boolean drains = job.isOutputStationary() && job.layer().array().drain();
    return new ResultBatch(
        job, column, neurons, job.passOf(column, 0), firstOperandCycle, 1, drains ? -1 : 1);
  }
}
