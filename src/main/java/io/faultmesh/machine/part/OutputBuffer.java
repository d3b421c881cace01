package io.faultmesh.machine.part;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.core.Component;
import io.faultmesh.machine.core.FaultProbe;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.LocalTime;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.fault.Stage;
import io.faultmesh.machine.memory.Dram;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.result.Latency;
import io.faultmesh.machine.result.Residency;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.machine.work.ResultBatch;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Protection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Takes the results of all lanes, puts the dot-product unit's in place of the array's, and writes
 * them back when a fold is complete; then the nodes behind the layer run.
 */
public final class OutputBuffer implements Component {
  /** From a result's arrival to its place in the buffer. */
  static final int COMMIT_CYCLES = 1;

  /** A fold until its last result. */
  private static final class Open {
    private final FoldJob job;
    private long openedCycle = -1;
    private int missing;
    private long commitCycle;

    private Open(FoldJob job) {
      this.job = job;
      this.missing = job.usedColumns() + (job.importantNeurons().length > 0 ? 1 : 0);
    }

    private boolean isComplete() {
      return missing == 0 && openedCycle >= 0;
    }
  }

  private final Protection design;
  private final IntegerNetwork network;
  private final LocalTime time;
  private final byte[][] tensors;
  private final List<Open> open = new ArrayList<>();
  private int layerStep = -1;
  private final PassVote passes;
  private final StoredResults results;
  private final StepNodes nodes;
  private int committed;
  private long firstCommitCycle;
  private long readBytes;
  private long writtenBytes;

  public OutputBuffer(Floorplan plan, Protection design, byte[] image) {
    this.design = design;
    this.network = design.network();
    this.time = new LocalTime(plan.name(Floorplan.OUTPUT));
    this.tensors = new byte[network.network().tensorCount()][];
    tensors[network.network().input().id()] = image;
    this.passes = new PassVote(plan);
    this.results = new StoredResults(plan.columns());
    this.nodes = new StepNodes(plan, design, tensors);
  }

  @Override
  public void watchedBy(FaultProbe probe) {
    results.watchedBy(probe);
  }

  @Override
  public void accept(Message message, Outbox outbox) {
    if (message instanceof Message.FoldOpened opened) {
      open(opened, outbox);
    } else if (message instanceof Message.LaneDone done) {
      count(done.job(), done.cycle());
    } else if (message instanceof Message.Decided decided) {
      if (decided.stage() == Stage.PASS) {
        takePasses(decided, outbox);
      } else {
        take(decided, outbox);
      }
    } else if (message instanceof Message.RunNodes run) {
      firstCommitCycle = run.cycle();
      runNodes(run.step(), run.cycle(), outbox);
    } else if (message instanceof Message.Transferred written) {
      outbox.send(
          Floorplan.SEQUENCER,
          new Message.StepStored(written.step(), written.stepBytes(), written.cycle()));
    } else if (message instanceof Message.ImageEnd end) {
      byte[] logits = tensors[network.network().output().id()];
      outbox.send(Floorplan.RECORDER, new Message.ImageEnd(logits, end.cycle()));
    } else {
      throw MachineException.unexpected("output buffer", message);
    }
    commit(outbox);
  }

  private void open(Message.FoldOpened opened, Outbox outbox) {
    FoldJob job = opened.job();
    find(job).openedCycle = opened.cycle();
    if (job.index() == 0) {
      results.begin(job.layer(), opened.cycle());
    }
    int step = job.layer().step();
    // What is committed later than the fold is opened may be written already.
    long cycle = Math.max(opened.cycle(), time.cycle());
    outbox.send(Floorplan.DRAM, Message.Transfer.promise(Dram.OUTPUT_PORT, step, cycle));
  }

  /** A fold's account; results may come before the word that the fold is opened. */
  private Open find(FoldJob job) {
    LayerJob layer = job.layer();
    if (layerStep != layer.step()) {
      layerStep = layer.step();
      nodes.behind(layer.faults());
      committed = 0;
      tensors[layer.node().output().id()] = new byte[layer.node().neurons()];
      passes.start(layer);
    }
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

  @Override
  public MachineException unfinished() {
    return open.isEmpty()
        ? null
        : new MachineException(
            time.name(),
            time.cycle(),
            open.get(0).job + " lacks " + open.get(0).missing + " of its results");
  }

  private void count(FoldJob job, long cycle) {
    Open fold = find(job);
    if (fold.missing == 0) {
      throw new MachineException(time.name(), cycle, job + " has more results than lanes");
    }
    fold.missing--;
    fold.commitCycle = Math.max(fold.commitCycle, cycle);
  }

  private void take(Message.Decided decided, Outbox outbox) {
    ResultBatch batch = decided.batch();
    find(batch.job());
    passes.take(decided);
    if (batch.pass() == 0) {
      writtenBytes += results.place(decided, tensors[batch.layer().node().output().id()]);
    } else {
      writtenBytes += decided.values().length;
    }
    int last = decided.values().length - 1;
    long first = decided.cycle() + COMMIT_CYCLES;
    count(batch.job(), first + Math.max(0, batch.step()) * (long) last);
    outbox.send(
        Floorplan.RECORDER,
        new Message.Sample(
            Latency.NEURON,
            first - batch.firstOperandCycle(),
            batch.step() - batch.operandStep(),
            last + 1,
            first));
    if (batch.layer().protection().votes()) {
      sampleVote(decided, outbox);
    }
  }

  /** Repeated channels have their results, and are written, when their passes are voted. */
  private void takePasses(Message.Decided decided, Outbox outbox) {
    LayerJob layer = decided.batch().layer();
    long cycle = decided.cycle() + COMMIT_CYCLES;
    // All passes were read for their vote.
    readBytes += (layer.protection().passes() + 1L) * decided.values().length;
    writtenBytes += results.place(decided, tensors[layer.node().output().id()]);
    readResults(layer, cycle);
    sampleVote(decided, outbox);
    long bytes = design.dramBytes(decided.values().length);
    write(layer.step(), null, bytes, cycle, false, outbox);
    runNodes(layer.step(), cycle, outbox);
  }

  private static void sampleVote(Message.Decided decided, Outbox outbox) {
    outbox.send(
        Floorplan.RECORDER,
        new Message.Sample(
            Latency.VOTE, decided.cycle() - decided.firstReplicaCycle(), 0, 1, decided.cycle()));
  }

  private void commit(Outbox outbox) {
    while (!open.isEmpty() && open.get(0).isComplete() && open.get(0).job.index() == committed) {
      Open fold = open.remove(0);
      FoldJob job = fold.job;
      long cycle = Math.max(fold.commitCycle, time.cycle());
      time.advanceTo(cycle);
      if (job.index() == 0) {
        firstCommitCycle = cycle;
      }
      committed++;
      if (committed == job.layer().folds() && !passes.isNeeded()) {
        readResults(job.layer(), cycle);
      }
      outbox.send(Floorplan.SEQUENCER, new Message.FoldCommitted(job, cycle));
      outbox.send(Floorplan.RECORDER, new Message.FoldSample(job, cycle - fold.openedCycle, cycle));
      countSums(job);
      readBytes += writtenBytes(job);
      long bytes = writtenBytes(job);
      // Running sums are not coded.
      long moved = job.isLastTile() ? design.dramBytes(bytes) : bytes;
      write(job.layer().step(), job, moved, cycle, false, outbox);
      if (committed == job.layer().folds()) {
        if (passes.isNeeded()) {
          passes.vote(job, tensors[job.layer().node().output().id()], cycle, outbox);
        } else {
          runNodes(job.layer().step(), cycle, outbox);
        }
      }
    }
  }

  private long writtenBytes(FoldJob job) {
    if (!job.isLastTile()) {
      return Math.max(0, job.sumBytes() - job.layer().sumCapacity());
    }
    BitSet repeated = job.layer().protection().repeatedChannels();
    long once = Arrays.stream(job.filters()).filter(filter -> !repeated.get(filter)).count();
    return once * job.tile().pixels();
  }

  @Override
  public FlipTally flips() {
    return results.flips();
  }

  /** Running sums wait in the buffer from one K tile to the next. */
  private void countSums(FoldJob job) {
    long sums = (long) job.usedColumns() * job.sumsPerColumn() * Integer.BYTES;
    readBytes += job.isFirstTile() ? 0 : sums;
    writtenBytes += job.isLastTile() ? 0 : sums;
  }

  @Override
  public Residency residency() {
    return results.residency();
  }

  @Override
  public Activity activity() {
    return Activity.ofBuffers(
        Activity.Traffic.NONE,
        Activity.Traffic.NONE,
        new Activity.Traffic(readBytes + nodes.readBytes(), writtenBytes + nodes.writtenBytes()));
  }

  private void readResults(LayerJob layer, long cycle) {
    int id = layer.node().output().id();
    tensors[id] = results.read(layer, tensors[id], cycle);
  }

  private void runNodes(int step, long cycle, Outbox outbox) {
    time.advanceTo(nodes.run(step, cycle, firstCommitCycle, outbox));
  }

  static void write(int step, FoldJob job, long bytes, long cycle, boolean last, Outbox outbox) {
    outbox.send(
        Floorplan.DRAM, new Message.Transfer(Dram.OUTPUT_PORT, step, job, bytes, last, cycle));
  }
}
