package io.faultmesh.machine.memory;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.core.Component;
import io.faultmesh.machine.core.FaultProbe;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.LocalTime;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.result.Residency;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.FoldResidency;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.machine.work.LayerOperands;
import io.faultmesh.machine.work.Stream;
import io.faultmesh.machine.work.UnitWindows;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings.Overlap;
import io.faultmesh.scenario.DppuSettings;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The on-chip buffers: fetches what a fold needs ahead of time and streams operands to the edges of
 * the array and to the dot-product unit, whose register files can hold the streams back.
 */
public final class Cache implements Component {

  /** A fold from its request to its start. */
  private static final class Pending {
    private final FoldJob job;
    private final LayerTraffic.Fetch fetch;
    private long readyCycle = -1;
    private long notBefore = -1;
    private boolean isChecked;

    private Pending(FoldJob job, LayerTraffic.Fetch fetch) {
      this.job = job;
      this.fetch = fetch;
    }
  }

  private final Floorplan plan;
  private final AcceleratorSettings.Cache settings;
  private final DppuSettings unit;
  private final Rate rate;
  private final LocalTime time;
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private LayerTraffic traffic;
  private LayerOperands operands;
  private FlipTally flips;
  private int operandsStep = -1;
  private int operandsTurn;
  private int trafficStep = -1;

  /** When the layer's first fold was opened. */
  private long openedCycle;

  private FaultProbe probe = FaultProbe.NONE;

  private Activity.Traffic inputs = Activity.Traffic.NONE;
  private Activity.Traffic weights = Activity.Traffic.NONE;
  private Activity.Traffic sums = Activity.Traffic.NONE;

  private final Residency residency = new Residency();

  private UnitWindows windows;
  private int window;
  private long startCycle;
  private long fillCycle;
  private long waited;
  private long servedCycle;
  private long servedBefore;

  public Cache(Floorplan plan, AcceleratorSettings settings, DppuSettings unit) {
    this.plan = plan;
    this.settings = settings.cache();
    this.unit = unit;
    boolean ideal = settings.memory() == AcceleratorSettings.Memory.IDEAL;
    this.rate = ideal ? Rate.UNLIMITED : Rate.of(this.settings.bytesPerCycle());
    this.time = new LocalTime(plan.name(Floorplan.CACHE));
  }

  @Override
  public void watchedBy(FaultProbe given) {
    probe = given;
  }

  @Override
  public void accept(Message message, Outbox outbox) {
    if (message instanceof Message.FoldOpened opened) {
      fetch(opened, outbox);
    } else if (message instanceof Message.Transferred transferred) {
      if (operandsStep != transferred.step()) {
        operandsStep = transferred.step();
        LayerJob layer = transferred.job().layer();
        flips = layer.tally(flips);
        operands = new LayerOperands(layer, transferred.data(), flips);
        layer.operands(operands);
        probe.stored(layer.faults().weights().entries(), openedCycle);
        probe.stored(layer.faults().inputs().entries(), openedCycle);
      }
      takeAgain(transferred);
      Pending fold = find(transferred.job());
      if (transferred.job().layer().protection().refetches() && !fold.isChecked) {
        fold.isChecked = true;
        check(transferred, outbox);
      } else {
        fold.readyCycle = transferred.cycle();
        startNext(outbox);
      }
    } else if (message instanceof Message.FoldStart start) {
      find(start.job()).notBefore = start.cycle();
      startNext(outbox);
    } else if (message instanceof Message.WindowServed served) {
      servedBefore = servedCycle;
      servedCycle = served.cycle();
      nextWindow(outbox);
    } else if (message instanceof Message.LayerClosed closed) {
      outbox.send(Floorplan.DRAM, Message.Transfer.end(Dram.CACHE_PORT, closed.step()));
    } else {
      throw MachineException.unexpected(time.name(), message);
    }
  }

  /** Puts weights that were read again in the place of those that were there. */
  private void takeAgain(Message.Transferred transferred) {
    LayerJob layer = transferred.job().layer();
    int turn = layer.turn().attempt();
    if (operandsTurn != turn && !layer.readAgain().isEmpty()) {
      operands = operands.withWeights(layer.readAgain(), transferred.data().weights());
      layer.operands(operands);
    }
    operandsTurn = turn;
  }

  private Pending find(FoldJob job) {
    for (Pending fold : pending) {
      if (fold.job == job) {
        return fold;
      }
    }
    throw new MachineException(plan.name(Floorplan.CACHE), time.cycle(), job + " was not opened");
  }

  private void fetch(Message.FoldOpened opened, Outbox outbox) {
    FoldJob job = opened.job();
    int step = job.layer().step();
    if (trafficStep != step) {
      trafficStep = step;
      tellLayer();
      traffic = new LayerTraffic(job.layer(), settings);
      openedCycle = opened.cycle();
    }
    LayerTraffic.Fetch fetch = traffic.fetch(job);
    Pending fold = new Pending(job, fetch);
    pending.add(fold);
    long inputBytes = fetch.inputs().bytes();
    long weightBytes = fetch.weights().bytes();
    long bytes = job.layer().dramBytes(inputBytes + weightBytes) + fetch.sums();
    inputs = inputs.plus(new Activity.Traffic(0, inputBytes));
    weights = weights.plus(new Activity.Traffic(0, weightBytes));
    sums = sums.plus(new Activity.Traffic(0, fetch.sums()));
    if (bytes == 0) {
      fold.readyCycle = opened.cycle();
    }
    outbox.send(
        Floorplan.DRAM,
        new Message.Transfer(Dram.CACHE_PORT, step, job, bytes, false, opened.cycle()));
  }

  /** Asks for the words again that the checks of a fold's operands have detected. */
  private void check(Message.Transferred transferred, Outbox outbox) {
    FoldJob job = transferred.job();
    RefetchedWords.Bytes again = traffic.refetch(job);
    inputs = inputs.plus(new Activity.Traffic(0, again.inputs()));
    weights = weights.plus(new Activity.Traffic(0, again.weights()));
    List<Long> moved = again.accesses().stream().map(job.layer()::dramBytes).toList();
    outbox.send(Floorplan.DRAM, new Message.Checked(job, moved, transferred.cycle()));
  }

  private void startNext(Outbox outbox) {
    Pending fold = pending.peek();
    if (fold == null || fold.readyCycle < 0 || fold.notBefore < 0 || windows != null) {
      return;
    }
    FoldJob job = fold.job;
    // Stationary operands take R cycles to their places, before or during the fold in front.
    long preload = job.isOutputStationary() ? 0 : plan.rows();
    boolean hidden = job.index() > 0 && job.layer().array().overlap() == Overlap.PRELOAD;
    boolean watched = usesUnit(job) && job.layer().protection().sharesOperands();
    long earliest = fold.notBefore + (hidden ? 0 : preload);
    if (watched) {
      earliest = Math.max(earliest, servedBefore);
    }
    startCycle = Math.max(earliest, fold.readyCycle + preload);
    waited = startCycle - earliest;
    fillCycle = startCycle;
    if (watched) {
      windows = new UnitWindows(job, unit);
      window = -1;
      nextWindow(outbox);
    } else {
      stream(job.streamCycles(), outbox);
    }
  }

  /** The next window may fill when the register file of the one before the last is free. */
  private void nextWindow(Outbox outbox) {
    window++;
    if (window == windows.count()) {
      stream(fillCycle - startCycle, outbox);
      return;
    }
    fillCycle = window == 0 ? startCycle : Math.max(fillCycle, servedBefore);
    fillCycle += windows.fillCycles(window);
    outbox.send(Floorplan.UNIT, new Message.WindowFilled(pending.peek().job, window, fillCycle));
  }

  @Override
  public Activity activity() {
    return Activity.ofBuffers(inputs, weights, sums);
  }

  @Override
  public FlipTally flips() {
    return flips;
  }

  @Override
  public Residency residency() {
    tellLayer();
    return residency;
  }

  private void tellLayer() {
    if (traffic != null) {
      traffic.tell(residency);
      traffic = null;
    }
  }

  private static boolean usesUnit(FoldJob job) {
    return job.importantNeurons().length > 0;
  }

  private void stream(long unitCycles, Outbox outbox) {
    Pending fold = pending.poll();
    FoldJob job = fold.job;
    windows = null;
    time.advanceTo(startCycle);
    long inputBytes = (long) job.tile().taps() * job.tile().pixels();
    long weightBytes = (long) job.tile().taps() * job.filters().length + job.checkBytes();
    if (job.layer().node().isProduct()) {
      inputs = inputs.plus(new Activity.Traffic(inputBytes + weightBytes, 0));
    } else {
      inputs = inputs.plus(new Activity.Traffic(inputBytes, 0));
      weights = weights.plus(new Activity.Traffic(weightBytes, 0));
    }
    // Elements need a stream's time for each value.
    long busyCycles = unitCycles * job.layer().array().cyclesPerProduct();
    long cycles = Math.max(busyCycles, rate.cycles(job.operandBytes()));
    traffic.stream(job, fold.fetch, fold.readyCycle, startCycle + cycles);
    FoldResidency.tell(job, plan.rows(), cycles, residency);
    boolean struck = job.layer().faults().strikesOperands();
    boolean copies = usesUnit(job) && !(struck && job.layer().protection().sharesOperands());
    outbox.send(
        Floorplan.SEQUENCER,
        new Message.Started(job, startCycle, waited, cycles - busyCycles, cycles));
    for (int row = 0; row < job.usedRows(); row++) {
      Stream stream = new Stream(job, row, operands.row(job, row), null, cycles);
      Message.West west = new Message.West(stream, startCycle + row);
      outbox.send(struck ? plan.westEdge(row) : plan.element(row, 0), west);
      if (copies) {
        outbox.send(Floorplan.UNIT, west);
      }
    }
    int last = plan.rows() - 1;
    if (job.usedRows() <= last) {
      Stream wave = new Stream(job, last, null, null, cycles);
      Message.West west = new Message.West(wave, startCycle + last);
      outbox.send(struck ? plan.westEdge(last) : plan.element(last, 0), west);
    }
    for (int column = 0; column < job.usedColumns(); column++) {
      Stream stream = new Stream(job, column, operands.column(job, column), null, cycles);
      Message.North north = new Message.North(stream, null, startCycle + column);
      outbox.send(struck ? plan.northEdge(column) : plan.element(0, column), north);
      if (copies) {
        outbox.send(Floorplan.UNIT, north);
      }
    }
    startNext(outbox);
  }
}
