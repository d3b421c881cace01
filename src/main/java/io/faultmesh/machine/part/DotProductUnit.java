package io.faultmesh.machine.part;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.core.Component;
import io.faultmesh.machine.core.FaultProbe;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.LocalTime;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.memory.Dram;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.OperandVector;
import io.faultmesh.machine.work.ResultBatch;
import io.faultmesh.machine.work.UnitWindows;
import io.faultmesh.scenario.DppuSettings;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Computes the important neurons of each fold again: from the operands that the array receives, a
 * window at a time out of two register files, or from DRAM. Its results go down a result path of
 * their own and replace the array's.
 */
public final class DotProductUnit implements Component {

  /** A fold with important neurons, until it is computed. */
  private static final class Work {
    private final FoldJob job;
    private final OperandVector[] rows;
    private final OperandVector[] columns;
    private int missing;
    private long startCycle = Long.MAX_VALUE;
    private long endCycle = -1;

    private Work(FoldJob job) {
      this.job = job;
      this.rows = new OperandVector[job.usedRows()];
      this.columns = new OperandVector[job.usedColumns()];
      this.missing = rows.length + columns.length;
    }

    private boolean isComplete() {
      return missing == 0 && endCycle >= 0;
    }
  }

  private final DppuSettings settings;
  private final LocalTime time;
  private final ResultPath path;
  private final int lane;
  private final List<Work> queue = new ArrayList<>();
  private UnitWindows windows;
  private FoldJob windowsJob;
  private long busyCycle;
  private int[] running;
  private long firstOperandCycle;
  private long macs;
  private long fileBytes;

  public DotProductUnit(Floorplan plan, DppuSettings settings) {
    this.settings = settings;
    this.lane = plan.unitLane();
    this.time = new LocalTime(plan.name(Floorplan.UNIT));
    this.path = new ResultPath(plan, lane);
  }

  @Override
  public void watchedBy(FaultProbe probe) {
    path.watchedBy(probe);
  }

  @Override
  public void accept(Message message, Outbox outbox) {
    if (message instanceof Message.FoldOpened opened) {
      open(opened, outbox);
    } else if (message instanceof Message.LayerClosed closed) {
      outbox.send(Floorplan.DRAM, Message.Transfer.end(Dram.UNIT_PORT, closed.step()));
    } else if (message instanceof Message.WindowFilled filled) {
      serve(filled, outbox);
    } else if (message instanceof Message.Transferred transferred) {
      serveFromDram(transferred);
    } else if (message instanceof Message.West west) {
      Work work = find(west.stream().job());
      work.startCycle = Math.min(work.startCycle, west.cycle() - west.stream().lane());
      work.rows[west.stream().lane()] = west.stream().operands();
      work.missing--;
    } else if (message instanceof Message.North north) {
      Work work = find(north.stream().job());
      work.columns[north.stream().lane()] = north.stream().operands();
      work.missing--;
    } else if (message instanceof Message.Decided decided) {
      path.resume(decided, outbox);
    } else {
      throw MachineException.unexpected(time.name(), message);
    }
    while (!queue.isEmpty() && queue.get(0).isComplete()) {
      finish(queue.remove(0), outbox);
    }
  }

  /** The work of a fold; its operands may come before the word that it is opened. */
  private Work find(FoldJob job) {
    int place = 0;
    while (place < queue.size() && queue.get(place).job.isBefore(job)) {
      place++;
    }
    if (place == queue.size() || queue.get(place).job != job) {
      queue.add(place, new Work(job));
    }
    return queue.get(place);
  }

  private void open(Message.FoldOpened opened, Outbox outbox) {
    FoldJob job = opened.job();
    long bytes = 0;
    if (job.importantNeurons().length > 0) {
      bytes = job.layer().protection().sharesOperands() ? 0 : operandBytes(job);
    }
    outbox.send(
        Floorplan.DRAM,
        new Message.Transfer(
            Dram.UNIT_PORT, job.layer().step(), job, bytes, false, opened.cycle()));
  }

  /** Bytes of all windows and filters that the important neurons need, each once. */
  private static long operandBytes(FoldJob job) {
    var pixels = new BitSet();
    var filters = new BitSet();
    for (int neuron : job.importantNeurons()) {
      pixels.set(job.pixelPlace(neuron));
      filters.set(job.filterPlace(neuron));
    }
    long operands = (long) job.tile().taps() * (pixels.cardinality() + filters.cardinality());
    return job.layer().dramBytes(operands);
  }

  private void serve(Message.WindowFilled filled, Outbox outbox) {
    if (windowsJob != filled.job()) {
      windowsJob = filled.job();
      windows = new UnitWindows(windowsJob, settings);
    }
    busyCycle = Math.max(busyCycle, filled.cycle()) + windows.serviceCycles(filled.window());
    if (filled.window() == windows.count() - 1) {
      find(filled.job()).endCycle = busyCycle;
    }
    outbox.send(
        Floorplan.CACHE, new Message.WindowServed(filled.job(), filled.window(), busyCycle));
  }

  private void serveFromDram(Message.Transferred transferred) {
    UnitWindows own = new UnitWindows(transferred.job(), settings);
    busyCycle = Math.max(busyCycle, transferred.cycle());
    for (int window = 0; window < own.count(); window++) {
      busyCycle += own.serviceCycles(window);
    }
    Work work = find(transferred.job());
    // Its operands come from DRAM, perhaps before the array's.
    work.startCycle = Math.min(work.startCycle, transferred.cycle());
    work.endCycle = busyCycle;
  }

  private void finish(Work work, Outbox outbox) {
    FoldJob job = work.job;
    time.advanceTo(work.endCycle);
    int[] neurons = job.importantNeurons();
    macs += (long) job.tile().taps() * neurons.length;
    if (job.layer().protection().sharesOperands()) {
      fileBytes += (long) job.tile().taps() * (job.filters().length + job.tile().pixels());
    }
    if (job.isFirstTile()) {
      running = new int[neurons.length];
      firstOperandCycle = work.startCycle;
    }
    for (int i = 0; i < neurons.length; i++) {
      running[i] = sum(work, neurons[i], running[i]);
    }
    outbox.send(Floorplan.SEQUENCER, new Message.UnitDone(job, work.endCycle));
    if (job.isLastTile()) {
      ResultBatch batch = new ResultBatch(job, lane, neurons, 0, firstOperandCycle, 0, 0);
      path.start(batch, running, work.endCycle, outbox);
    } else {
      outbox.send(Floorplan.OUTPUT, new Message.LaneDone(job, work.endCycle));
    }
  }

  @Override
  public FlipTally flips() {
    return path.flips();
  }

  @Override
  public Activity activity() {
    return Activity.ofUnit(macs, fileBytes, path.requantised());
  }

  private static int sum(Work work, int neuron, int start) {
    FoldJob job = work.job;
    int filter = job.filterPlace(neuron);
    int pixel = job.pixelPlace(neuron);
    if (job.isOutputStationary() && !job.layer().faults().strikesMacs(0)) {
      return start + work.rows[pixel].dot(work.columns[filter]);
    }
    // The array says what strikes the operations that both do.
    ExactMac exact = new ExactMac(job, 0, null, FaultProbe.NONE, null);
    int firstTap = job.tile().firstTap();
    if (job.isOutputStationary()) {
      return exact.sum(
          start, neuron, firstTap, work.rows[pixel], work.columns[filter], work.startCycle);
    }
    int sum = start;
    for (int k = 0; k < work.rows.length; k++) {
      OperandVector streamed = work.rows[k];
      int input = job.isInputStationary() ? work.columns[pixel].value(k) : streamed.value(pixel);
      int weight = job.isInputStationary() ? streamed.value(filter) : work.columns[filter].value(k);
      sum = exact.step(sum, neuron, firstTap + k, input, weight, work.startCycle + k);
    }
    return sum;
  }
}
