package io.faultmesh.machine.part;

import io.faultmesh.fault.Registers;
import io.faultmesh.machine.core.Component;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.LocalTime;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.fault.LayerFaults;
import io.faultmesh.machine.result.Latency;
import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.machine.work.Step;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.protection.struck.Turn;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings.Overlap;
import java.util.List;

/**
 * Walks the layers and their folds. A fold's operands are fetched when the fold in front has
 * started, and at most two folds are in flight; it may start when the array is free.
 */
public final class Sequencer implements Component {
  private final Protection design;
  private final DesignFaults faults;
  private final Registers[][] registers;
  private final int image;
  private final List<Step> steps;
  private final AcceleratorSettings memory;
  private final boolean ideal;
  private final LocalTime time;
  private final long rows;

  private final FoldJob[] inFlight = new FoldJob[2];
  private int step = -1;
  private LayerJob layer;
  private int opened;
  private int released;
  private int started;
  private int freed;
  private int committed;
  private int arrayEnded;
  private int unitStarted;
  private int unitEnded;
  private long layerStart;
  private long fetchCycle;
  private long freeCycle;
  private long againCycle;
  private long end;
  private long stalls;
  private boolean stored;
  private long storedCycle;
  private long carriedBytes;

  /**
   * A sequencer for one image.
   *
   * @param faults null for a run without faults
   * @param image index in the whole data set
   */
  public Sequencer(
      Floorplan plan,
      Protection design,
      AcceleratorSettings memory,
      DesignFaults faults,
      Registers[][] registers,
      int image) {
    this.design = design;
    this.faults = faults;
    this.registers = registers;
    this.image = image;
    this.steps = Step.of(design.network());
    this.memory = memory;
    this.ideal = memory.memory() == AcceleratorSettings.Memory.IDEAL;
    this.time = new LocalTime(plan.name(Floorplan.SEQUENCER));
    this.rows = plan.rows();
  }

  @Override
  public void accept(Message message, Outbox outbox) {
    if (message instanceof Message.Begin) {
      nextStep(outbox);
    } else if (message instanceof Message.Started start) {
      started = next(start.job(), started, start);
      unitStarted += start.job().importantNeurons().length > 0 ? 1 : 0;
      // The word to compute folds again may come before that of the last start.
      fetchCycle = Math.max(start.cycle(), againCycle);
      stalls += start.waited() + start.stretched();
      // Where folds may be computed once more, the output buffer says that none is.
      if (started == layer.folds() && layer.protection().attempts() == 0) {
        closePorts(outbox);
      }
    } else if (message instanceof Message.FirstFree free) {
      freed = next(free.job(), freed, free);
      freeCycle = free.cycle();
    } else if (message instanceof Message.ArrayDone done) {
      arrayEnded = next(done.job(), arrayEnded, done);
      boolean drains = done.job().isOutputStationary() && layer.array().drain();
      end = Math.max(end, done.cycle() + (drains ? rows : 0));
    } else if (message instanceof Message.UnitDone done) {
      unitEnded++;
      end = Math.max(end, done.cycle());
    } else if (message instanceof Message.FoldCommitted commit) {
      committed = next(commit.job(), committed, commit);
    } else if (message instanceof Message.Again again) {
      again(again, outbox);
    } else if (message instanceof Message.StepStored done) {
      stored = true;
      storedCycle = done.cycle();
      carriedBytes += done.dramBytes();
    } else {
      throw MachineException.unexpected(time.name(), message);
    }
    openNext(outbox);
    releaseNext(outbox);
    finishStep(outbox);
  }

  private void again(Message.Again again, Outbox outbox) {
    if (again.what().isEmpty()) {
      closePorts(outbox);
      return;
    }
    Turn turn = layer.turn().next(again.what());
    int index = layer.layer().index();
    layer = layer.again(turn, layer.faults().again(faults, index, image, turn));
    againCycle = again.cycle();
    fetchCycle = Math.max(fetchCycle, againCycle);
  }

  /** Counts what a component says of each fold in turn; anything else is an error. */
  private int next(FoldJob job, int expected, Message message) {
    if (job.layer().step() != step || job.index() != expected) {
      throw new MachineException(
          time.name(),
          message.cycle(),
          job + " instead of fold " + expected + " of the current layer");
    }
    return expected + 1;
  }

  private void nextStep(Outbox outbox) {
    step++;
    stored = false;
    layerStart = Math.max(end, 0);
    time.advanceTo(layerStart);
    // Results are written back before the next layer reads them; ideal memory has no such order.
    fetchCycle = ideal ? layerStart : Math.max(layerStart, storedCycle);
    Step next = steps.get(step);
    if (next.layer() == null) {
      layer = null;
      outbox.send(Floorplan.OUTPUT, new Message.RunNodes(step, fetchCycle));
      closePorts(outbox);
      return;
    }
    int index = next.layer().index();
    layer =
        new LayerJob(
            step, next.layer(), design, LayerFaults.draw(faults, index, image, registers), memory);
    opened = 0;
    released = 0;
    started = 0;
    freed = 0;
    committed = 0;
    arrayEnded = 0;
    unitStarted = 0;
    unitEnded = 0;
    stalls = 0;
  }

  private void closePorts(Outbox outbox) {
    Message closed = new Message.LayerClosed(step, layerStart);
    outbox.send(Floorplan.CACHE, closed);
    outbox.send(Floorplan.UNIT, closed);
  }

  /** The fold in front has started, and the one before that has left the machine. */
  private void openNext(Outbox outbox) {
    if (layer == null || opened == layer.folds() || started < opened || committed < opened - 1) {
      return;
    }
    FoldJob job = layer.fold(opened);
    inFlight[opened % 2] = job;
    opened++;
    Message message = new Message.FoldOpened(job, fetchCycle);
    outbox.send(Floorplan.CACHE, message);
    outbox.send(Floorplan.UNIT, message);
    outbox.send(Floorplan.OUTPUT, message);
  }

  private void releaseNext(Outbox outbox) {
    if (layer == null || released == opened) {
      return;
    }
    long cycle;
    if (released == 0) {
      cycle = layerStart;
    } else if (layer.array().overlap() == Overlap.PRELOAD) {
      if (freed < released) {
        return;
      }
      cycle = Math.max(freeCycle, againCycle);
    } else {
      if (!isIdle()) {
        return;
      }
      cycle = Math.max(end, againCycle);
    }
    FoldJob job = inFlight[released % 2];
    released++;
    outbox.send(Floorplan.CACHE, new Message.FoldStart(job, cycle));
  }

  /** Whether all folds that were released have ended. */
  private boolean isIdle() {
    return started == released && arrayEnded == released && unitEnded == unitStarted;
  }

  private void finishStep(Outbox outbox) {
    // Everything that anybody has to say of this layer is said before the next one begins.
    if (!stored || (layer != null && !(freed == layer.folds() && isIdle()))) {
      return;
    }
    if (layer != null) {
      end += layer.waited();
      stalls += layer.waited();
      report(outbox);
    }
    if (step + 1 < steps.size()) {
      nextStep(outbox);
      openNext(outbox);
      releaseNext(outbox);
      return;
    }
    stored = false;
    outbox.send(
        Floorplan.RECORDER, new Message.Sample(Latency.IMAGE, storedCycle, 0, 1, storedCycle));
    Message last = new Message.ImageEnd(null, storedCycle);
    outbox.send(Floorplan.RECORDER, last);
    outbox.send(Floorplan.DRAM, last);
    outbox.send(Floorplan.OUTPUT, last);
  }

  private void report(Outbox outbox) {
    LayerReport report =
        new LayerReport(
            layer.layer().index(),
            layer.node().name(),
            layer.folds(),
            end - layerStart - 1,
            stalls,
            layer.node().macs(),
            carriedBytes);
    carriedBytes = 0;
    outbox.send(Floorplan.RECORDER, new Message.LayerSample(report, end));
  }
}
