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
import io.faultmesh.protection.TileCheck;
import io.faultmesh.protection.struck.Repetition;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Takes the results of all lanes, puts the dot-product unit's in place of the array's, and writes
 * them back when a fold is complete; then the nodes behind the layer run.
 */
public final class OutputBuffer implements Component {
  /** From a result's arrival to its place in the buffer. */
  static final int COMMIT_CYCLES = 1;

  private final Protection design;
  private final IntegerNetwork network;
  private final LocalTime time;
  private final byte[][] tensors;
  private final OpenFolds folds;
  private int layerStep = -1;
  private final PassVote passes;

  /** What checks of sums want once more. */
  private Repetition wanted = Repetition.none();

  private final StoredResults results;
  private final StepNodes nodes;
  private long firstCommitCycle;
  private long readBytes;
  private long writtenBytes;

  /**
   * A buffer, and the nodes that run in it.
   *
   * @param lanes values that the vector unit takes in a cycle
   */
  public OutputBuffer(Floorplan plan, Protection design, int lanes, byte[] image) {
    this.design = design;
    this.network = design.network();
    this.time = new LocalTime(plan.name(Floorplan.OUTPUT));
    this.folds = new OpenFolds(time);
    this.tensors = new byte[network.network().tensorCount()][];
    tensors[network.network().input().id()] = image;
    this.passes = new PassVote(plan);
    this.results = new StoredResults(plan.columns(), design.dppu());
    this.nodes = new StepNodes(lanes, design, tensors);
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
      time.advanceTo(nodes.run(run.step(), run.cycle(), firstCommitCycle, outbox));
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
    begin(job);
    folds.open(job, opened.cycle());
    if (job.index() == 0) {
      results.begin(job.layer(), opened.cycle());
    }
    int step = job.layer().step();
    // What is committed later than the fold is opened may be written already.
    long cycle = Math.max(opened.cycle(), time.cycle());
    outbox.send(Floorplan.DRAM, Message.Transfer.promise(Dram.OUTPUT_PORT, step, cycle));
  }

  /** Results may come before the word that their fold is opened. */
  private void begin(FoldJob job) {
    LayerJob layer = job.layer();
    if (layerStep != layer.step()) {
      layerStep = layer.step();
      nodes.behind(layer.faults());
      folds.begin();
      tensors[layer.node().output().id()] = new byte[layer.node().neurons()];
      passes.start(layer);
    }
  }

  @Override
  public MachineException unfinished() {
    return folds.unfinished();
  }

  private void count(FoldJob job, long cycle) {
    begin(job);
    folds.count(job, cycle);
  }

  private void take(Message.Decided decided, Outbox outbox) {
    ResultBatch batch = decided.batch();
    begin(batch.job());
    passes.take(decided);
    if (batch.again() != TileCheck.Again.NOTHING && batch.neurons().length > 0) {
      batch.layer().addAgain(batch, wanted);
    }
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
    BitSet differing = passes.differing(decided.batch().neurons());
    writtenBytes += results.place(decided, tensors[layer.node().output().id()]);
    sampleVote(decided, outbox);
    if (layer.turn().attempt() < layer.protection().attempts() && !differing.isEmpty()) {
      outbox.send(
          Floorplan.SEQUENCER, new Message.Again(layer.step(), Repetition.of(differing), cycle));
      return;
    }
    readResults(layer, cycle);
    long bytes = design.dramBytes(decided.values().length);
    write(layer.step(), null, bytes, cycle, false, outbox);
    end(layer, cycle, outbox);
  }

  private static void sampleVote(Message.Decided decided, Outbox outbox) {
    outbox.send(
        Floorplan.RECORDER,
        new Message.Sample(
            Latency.VOTE, decided.cycle() - decided.firstReplicaCycle(), 0, 1, decided.cycle()));
  }

  private void commit(Outbox outbox) {
    for (OpenFolds.Open fold = folds.commit(); fold != null; fold = folds.commit()) {
      FoldJob job = fold.job();
      long cycle = Math.max(fold.commitCycle(), time.cycle());
      time.advanceTo(cycle);
      if (job.index() == 0) {
        firstCommitCycle = cycle;
      }
      boolean isLast = folds.committed() == job.layer().folds();
      if (isLast && !passes.isNeeded() && wanted.isEmpty()) {
        readResults(job.layer(), cycle);
      }
      outbox.send(Floorplan.SEQUENCER, new Message.FoldCommitted(job, cycle));
      outbox.send(
          Floorplan.RECORDER, new Message.FoldSample(job, cycle - fold.openedCycle(), cycle));
      countSums(job);
      readBytes += writtenBytes(job);
      long bytes = writtenBytes(job);
      // Running sums are not coded.
      long moved = job.isLastTile() ? design.dramBytes(bytes) : bytes;
      write(job.layer().step(), job, moved, cycle, false, outbox);
      if (isLast) {
        if (!wanted.isEmpty()) {
          outbox.send(Floorplan.SEQUENCER, new Message.Again(job.layer().step(), wanted, cycle));
          wanted = Repetition.none();
        } else if (passes.isNeeded()) {
          passes.vote(job, tensors[job.layer().node().output().id()], cycle, outbox);
        } else {
          end(job.layer(), cycle, outbox);
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
    Residency all = new Residency();
    all.add(results.residency());
    all.add(nodes.residency());
    return all;
  }

  @Override
  public Activity activity() {
    return Activity.ofBuffers(
            Activity.Traffic.NONE,
            Activity.Traffic.NONE,
            new Activity.Traffic(
                readBytes + nodes.readBytes(), writtenBytes + nodes.writtenBytes()))
        .plus(Activity.ofVectors(nodes.vectors()))
        .plus(results.activity());
  }

  private void readResults(LayerJob layer, long cycle) {
    int id = layer.node().output().id();
    tensors[id] = results.read(layer, tensors[id], cycle);
  }

  /** All results of a layer are there to stay. */
  private void end(LayerJob layer, long cycle, Outbox outbox) {
    if (layer.protection().attempts() > 0) {
      outbox.send(Floorplan.SEQUENCER, new Message.Again(layer.step(), Repetition.none(), cycle));
    }
    long from = cycle + layer.waited();
    time.advanceTo(nodes.run(layer.step(), from, firstCommitCycle, outbox));
  }

  static void write(int step, FoldJob job, long bytes, long cycle, boolean last, Outbox outbox) {
    outbox.send(
        Floorplan.DRAM, new Message.Transfer(Dram.OUTPUT_PORT, step, job, bytes, last, cycle));
  }
}
