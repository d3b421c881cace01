package io.faultmesh.machine.part;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Registers;
import io.faultmesh.machine.core.Component;
import io.faultmesh.machine.core.FaultProbe;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.LocalTime;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.fault.LayerFaults;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.result.Residency;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.machine.work.OperandVector;
import io.faultmesh.machine.work.Stream;
import io.faultmesh.protection.struck.RunningSum;
import io.faultmesh.scenario.FaultSite;

/**
 * One processing element: takes a stream from the west and one from the north, passes both on a
 * cycle later, and multiplies and adds one pair of operands per cycle. Output-stationary it keeps
 * the sum; else it keeps one operand, and running sums pass from north to south.
 */
public final class ProcessingElement implements Component {
  private final Floorplan plan;
  private final int row;
  private final int column;
  private final Registers[] stuck;
  private final LocalTime time;
  private final int east;
  private final int south;
  private final Inbox<Message.West> fromWest = new Inbox<>();
  private final Inbox<Message.North> fromNorth = new Inbox<>();
  private final Inbox<Message.RunningSums> running = new Inbox<>();
  private long macs;
  private long operandBytes;
  private FaultProbe probe = FaultProbe.NONE;
  private FlipTally flips;

  /** Only elements that take running sums have one. */
  private Residency waited;

  /**
   * An element.
   *
   * @param stuck its registers by replica; null where nothing is stuck in any
   */
  public ProcessingElement(Floorplan plan, int row, int column, Registers[] stuck) {
    this.plan = plan;
    this.row = row;
    this.column = column;
    this.stuck = stuck;
    this.time = new LocalTime(plan.name(plan.element(row, column)));
    this.east = column + 1 < plan.columns() ? plan.element(row, column + 1) : -1;
    this.south = row + 1 < plan.rows() ? plan.element(row + 1, column) : -1;
  }

  @Override
  public void watchedBy(FaultProbe given) {
    probe = given;
  }

  @Override
  public void accept(Message message, Outbox outbox) {
    if (message instanceof Message.West west) {
      fromWest.add(west);
    } else if (message instanceof Message.North north) {
      fromNorth.add(north);
    } else if (message instanceof Message.RunningSums sums) {
      running.add(sums);
    } else {
      throw MachineException.unexpected(time.name(), message);
    }
    while (!fromWest.isEmpty()) {
      Message.West west = fromWest.peek();
      FoldJob job = west.stream().job();
      if (!job.uses(row, column)) {
        fromWest.poll();
        time.advanceTo(west.cycle());
        passEast(west, west.cycle(), outbox);
        continue;
      }
      boolean resumes = row == 0 && !job.isFirstTile();
      if (fromNorth.isEmpty() || (resumes && running.isEmpty())) {
        return;
      }
      fromWest.poll();
      run(west, fromNorth.poll(), resumes ? running.poll() : null, outbox);
    }
  }

  @Override
  public MachineException unfinished() {
    if (fromWest.isEmpty() && fromNorth.isEmpty() && running.isEmpty()) {
      return null;
    }
    String missing =
        fromWest.isEmpty()
            ? "a stream from the west"
            : fromNorth.isEmpty() ? "a stream from the north" : "the running sums";
    return new MachineException(name(), time.cycle(), "waits for " + missing);
  }

  private String name() {
    return plan.name(plan.element(row, column));
  }

  private void run(
      Message.West west, Message.North north, Message.RunningSums resumed, Outbox outbox) {
    FoldJob job = west.stream().job();
    if (north.stream().job() != job) {
      throw new MachineException(
          name(), time.cycle(), "operands of " + job + " meet those of " + north.stream().job());
    }
    long start = Math.max(west.cycle(), north.cycle());
    int[] sums = north.sums();
    if (row == 0) {
      sums = resumed == null ? new int[job.sumsPerColumn()] : resumed.sums();
      if (resumed != null) {
        start = Math.max(start, resumed.cycle());
        tellWait(job, start - resumed.cycle());
      }
    }
    time.advanceTo(start);
    macs += job.streamLength();
    // Stationary operands stay where they are.
    operandBytes += job.streamLength() + (job.isOutputStationary() ? job.streamLength() : 1);
    if (job.isOutputStationary()) {
      sums[row] = dot(job, west.stream().at(column), north.stream().operands(), start);
    } else {
      int stationary = north.stream().operands().value(row);
      addProducts(job, west.stream().at(column), stationary, sums, start);
    }
    passEast(west, start, outbox);
    passSouth(job, north.stream(), sums, start, outbox);
    if (row == 0 && column == 0) {
      boolean occupied = job.layer().array().drain() || !job.isOutputStationary();
      long busy = Math.max(west.stream().cycles(), occupied ? plan.rows() : 0);
      outbox.send(Floorplan.SEQUENCER, new Message.FirstFree(job, start + busy));
    }
  }

  /** Each running sum leaves the output buffer as many cycles behind its arrival. */
  private void tellWait(FoldJob job, long cycles) {
    waited = waited == null ? new Residency() : waited;
    long kept = Math.min(job.sumBytes(), job.layer().sumCapacity()) / job.usedColumns();
    waited.add(FaultSite.PARTIAL_SUM, job.layer().layer().index(), Byte.SIZE * kept, cycles);
  }

  @Override
  public Residency residency() {
    return waited == null ? Component.super.residency() : waited;
  }

  @Override
  public Activity activity() {
    return Activity.ofArray(macs, operandBytes);
  }

  private void passEast(Message.West west, long start, Outbox outbox) {
    FoldJob job = west.stream().job();
    boolean last = row == plan.rows() - 1;
    // The last row's stream shows the end of the fold even where columns are idle.
    if (column + 1 < job.usedColumns() || (last && east >= 0)) {
      outbox.send(east, new Message.West(west.stream(), start + 1));
    } else if (last) {
      long end = start + west.stream().cycles();
      outbox.send(Floorplan.SEQUENCER, new Message.ArrayDone(job, end));
    }
  }

  private void passSouth(FoldJob job, Stream stream, int[] sums, long start, Outbox outbox) {
    if (row + 1 < job.usedRows()) {
      outbox.send(south, new Message.North(stream, sums, start + 1));
      return;
    }
    long firstOperand = start - row;
    long leaves;
    if (!job.isOutputStationary()) {
      // Running sums pass the idle rows below, too.
      leaves = start + (plan.rows() - row);
    } else if (job.layer().array().drain()) {
      // All sums shift down when the last row is done; the first row's is last.
      leaves = firstOperand + (plan.rows() - 1) + stream.cycles() + plan.rows();
    } else {
      leaves = firstOperand + stream.cycles();
    }
    outbox.send(plan.lane(column), new Message.ColumnSums(job, column, sums, firstOperand, leaves));
  }

  private int dot(FoldJob job, OperandVector inputs, OperandVector weights, long start) {
    int neuron = job.neuron(column, row);
    if (!needsExact(job, neuron, neuron + 1)) {
      return inputs.dot(weights);
    }
    ExactMac exact = exact(job, job.pass(column), neuron);
    return exact.sum(exact.cleared(neuron), neuron, 0, inputs, weights, start);
  }

  private void addProducts(
      FoldJob job, OperandVector stream, int stationary, int[] sums, long start) {
    int first = job.neuron(column, 0);
    int last = job.neuron(column, sums.length - 1);
    if (!needsExact(job, Math.min(first, last), Math.max(first, last) + 1)) {
      stream.addProducts(stationary, sums);
      return;
    }
    int tap = job.tile().firstTap() + row;
    for (int i = 0; i < sums.length; i++) {
      int neuron = job.neuron(column, i);
      ExactMac exact = exact(job, job.passOf(column, i), neuron);
      int streamed = stream.value(i);
      sums[i] =
          job.isInputStationary()
              ? exact.step(sums[i], neuron, tap, stationary, streamed, start + i)
              : exact.step(sums[i], neuron, tap, streamed, stationary, start + i);
    }
  }

  /** Whether a flip of a product or sum of the neurons, or a stuck register, can matter. */
  private boolean needsExact(FoldJob job, int firstNeuron, int endNeuron) {
    if (stuck != null || job.layer().hasOwnSums()) {
      return true;
    }
    int pass = job.pass(job.isInputStationary() ? 0 : column);
    LayerFaults faults = job.layer().faults();
    if (!faults.strikesMacs(pass)) {
      return false;
    }
    long window = job.layer().node().windowSize();
    long first = firstNeuron * window;
    long end = endNeuron * window;
    return faults.products(pass).touches(first, end)
        || faults.partialSums(pass).touches(first, end);
  }

  /** Stuck registers harm no neuron that the dot-product unit computes. */
  private ExactMac exact(FoldJob job, int pass, int neuron) {
    boolean elsewhere = job.layer().protection().isRecomputed(neuron);
    return new ExactMac(
        job, pass, elsewhere ? null : stuck, probe, elsewhere ? null : adder(job.layer()));
  }

  private RunningSum adder(LayerJob layer) {
    if (!layer.hasOwnSums()) {
      return null;
    }
    flips = layer.tally(flips);
    return layer.runningSum(flips);
  }

  @Override
  public FlipTally flips() {
    return flips;
  }
}
