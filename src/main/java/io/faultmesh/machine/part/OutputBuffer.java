package io.faultmesh.machine.part;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.core.Component;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.LocalTime;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.fault.Stage;
import io.faultmesh.machine.memory.Dram;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.result.Latency;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.machine.work.ResultBatch;
import io.faultmesh.machine.work.Step;
import io.faultmesh.network.ConstantTensor;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.Station;
import io.faultmesh.protection.Word;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes the results of all lanes, puts the dot-product unit's in place of the array's, runs the
 * nodes behind a layer at one value per column and cycle, and writes everything back.
 */
public final class OutputBuffer implements Component {
  /** From a result's arrival to its place in the buffer. */
  private static final int COMMIT_CYCLES = 1;

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
  private final List<Step> steps;
  private final int columns;
  private final LocalTime time;
  private final byte[][] tensors;
  private final List<Open> open = new ArrayList<>();
  private int layerStep = -1;
  private final PassVote passes;
  private FlipTally flips;
  private int committed;
  private long firstCommitCycle;
  private long readBytes;
  private long writtenBytes;

  public OutputBuffer(Floorplan plan, Protection design, byte[] image) {
    this.design = design;
    this.network = design.network();
    this.steps = Step.of(network);
    this.columns = plan.columns();
    this.time = new LocalTime(plan.name(Floorplan.OUTPUT));
    this.tensors = new byte[network.network().tensorCount()][];
    tensors[network.network().input().id()] = image;
    this.passes = new PassVote(plan);
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
    }
    commit(outbox);
  }

  private void open(Message.FoldOpened opened, Outbox outbox) {
    FoldJob job = opened.job();
    find(job).openedCycle = opened.cycle();
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
      place(decided, tensors[batch.layer().node().output().id()]);
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
    // All three passes were read for their vote.
    readBytes += 3L * decided.values().length + decided.values().length;
    place(decided, tensors[layer.node().output().id()]);
    check(layer);
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

  /** The array's value of a neuron that the dot-product unit computes is dropped. */
  private void place(Message.Decided decided, byte[] results) {
    ResultBatch batch = decided.batch();
    boolean fromArray = batch.lane() < columns;
    for (int i = 0; i < decided.values().length; i++) {
      int neuron = batch.neurons()[i];
      if (!fromArray || !batch.layer().protection().isRecomputed(neuron)) {
        results[neuron] = (byte) decided.values()[i];
        writtenBytes++;
      }
    }
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
        check(job.layer());
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

  /** Results are all there: those that are checked in words, or each by itself, are read. */
  private void check(LayerJob layer) {
    flips = layer.tally(flips);
    int id = layer.node().output().id();
    tensors[id] = layer.faults().storedResults().read(tensors[id], flips);
    if (!layer.protection().judges(FaultSite.ACTIVATION)) {
      return;
    }
    Station station = layer.protection().station(FaultSite.ACTIVATION);
    Word word = Station.word();
    int zero = layer.layer().output().zeroPoint() & 0xff;
    byte[] results = tensors[id];
    for (int i = 0; i < results.length; i++) {
      int neuron = i;
      Station.IntSource expected = () -> layer.expectedResult(neuron) & 0xff;
      results[i] = (byte) station.judge(i, results[i] & 0xff, expected, zero, word, flips);
    }
  }

  @Override
  public FlipTally flips() {
    return flips;
  }

  /** Running sums wait in the buffer from one K tile to the next. */
  private void countSums(FoldJob job) {
    long sums = (long) job.usedColumns() * job.sumsPerColumn() * Integer.BYTES;
    readBytes += job.isFirstTile() ? 0 : sums;
    writtenBytes += job.isLastTile() ? 0 : sums;
  }

  @Override
  public Activity activity() {
    return Activity.ofBuffers(
        Activity.Traffic.NONE,
        Activity.Traffic.NONE,
        new Activity.Traffic(readBytes, writtenBytes));
  }

  private static void write(
      int step, FoldJob job, long bytes, long cycle, boolean last, Outbox outbox) {
    outbox.send(
        Floorplan.DRAM, new Message.Transfer(Dram.OUTPUT_PORT, step, job, bytes, last, cycle));
  }

  private void runNodes(int step, long cycle, Outbox outbox) {
    Step own = steps.get(step);
    Set<Tensor> made = new HashSet<>();
    long end = cycle;
    long stage = firstCommitCycle;
    if (own.layer() != null) {
      Tensor result = own.layer().node().output();
      made.add(result);
      store(result, end, outbox);
    }
    for (Node node : own.nodes()) {
      byte[] values = OutputStage.run(node, network, tensors);
      tensors[node.output().id()] = values;
      // The stage works while results come in; it ends no earlier than they do.
      stage += (OutputStage.values(node) + columns - 1) / columns;
      end = Math.max(end + COMMIT_CYCLES, stage);
      store(node.output(), end, outbox);
      boolean constant = node instanceof ConstantTensor;
      long bytes = node instanceof Node.Reshape || constant ? 0 : values.length;
      // The node's own values go in, then out to DRAM; what an earlier layer made comes in again.
      readBytes += OutputStage.values(node) + bytes;
      writtenBytes += bytes;
      for (Tensor input : node.inputs()) {
        long again = made.contains(input) ? 0 : input.shape().size();
        bytes += again;
        writtenBytes += again;
      }
      if (!constant) {
        made.add(node.output());
      }
      write(step, null, design.dramBytes(bytes), end, false, outbox);
    }
    time.advanceTo(end);
    write(step, null, 0, end, true, outbox);
  }

  private void store(Tensor tensor, long cycle, Outbox outbox) {
    outbox.send(Floorplan.DRAM, new Message.Store(tensor.id(), tensors[tensor.id()], cycle));
  }
}
