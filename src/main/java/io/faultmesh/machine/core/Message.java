package io.faultmesh.machine.core;

import io.faultmesh.machine.fault.Stage;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.machine.result.Latency;
import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.LayerData;
import io.faultmesh.machine.work.ResultBatch;
import io.faultmesh.machine.work.Stream;
import io.faultmesh.protection.struck.Repetition;
import java.util.List;

/** All that components say to each other. Every message carries the cycle of its first value. */
public sealed interface Message {

  long cycle();

  /** To the sequencer: begin. */
  record Begin(long cycle) implements Message {}

  /** Sequencer to cache, dot-product unit and output buffer: operands may be fetched now. */
  record FoldOpened(FoldJob job, long cycle) implements Message {}

  /** Sequencer to cache: stream, but not before this cycle. */
  record FoldStart(FoldJob job, long cycle) implements Message {}

  /** Sequencer to the ports of the memory: the layer brings no more requests. */
  record LayerClosed(int step, long cycle) implements Message {}

  /** Sequencer to output buffer: compute what stands between two struck layers. */
  record RunNodes(int step, long cycle) implements Message {}

  /**
   * Cache to sequencer: the stream has started.
   *
   * @param waited cycles lost to DRAM
   * @param stretched cycles lost to the cache's ports
   * @param cycles that the stream takes
   */
  record Started(FoldJob job, long cycle, long waited, long stretched, long cycles)
      implements Message {}

  /** A row's stream, from the west. */
  record West(Stream stream, long cycle) implements Message {}

  /**
   * A column's stream, from the north, with the sums that move south with it: output-stationary the
   * finished ones of the rows above, else the running ones. The receiver owns them.
   */
  record North(Stream stream, int[] sums, long cycle) implements Message {}

  /** Result lane to the first row: running sums enter the next K tile. */
  record RunningSums(FoldJob job, int[] sums, long cycle) implements Message {}

  /** Last used row to result lane; {@code cycle} is when the first sum leaves the array. */
  record ColumnSums(FoldJob job, int column, int[] sums, long firstOperandCycle, long cycle)
      implements Message {}

  /** PE(0,0) to sequencer: it can take the next fold. */
  record FirstFree(FoldJob job, long cycle) implements Message {}

  /** Last PE to sequencer: its last product is done. */
  record ArrayDone(FoldJob job, long cycle) implements Message {}

  /** Cache to dot-product unit: a window of operands fills a register file. */
  record WindowFilled(FoldJob job, int window, long cycle) implements Message {}

  /** Dot-product unit to cache: the window is served. */
  record WindowServed(FoldJob job, int window, long cycle) implements Message {}

  /** Dot-product unit to sequencer: the fold's important neurons are computed. */
  record UnitDone(FoldJob job, long cycle) implements Message {}

  /** One replica of a batch of values on its way through injectors to a voter. */
  record Replica(ResultBatch batch, Stage stage, int replica, int[] values, long cycle)
      implements Message {}

  /** What a voter decided (or a single replica brought). */
  record Decided(ResultBatch batch, Stage stage, int[] values, long firstReplicaCycle, long cycle)
      implements Message {}

  /** Result lane to checker: the finished sums of a column, with bias. */
  record TileSums(ResultBatch batch, int[] sums, long cycle) implements Message {}

  /** Checker to result lane: its sums as the check of their tile leaves them. */
  record TileChecked(ResultBatch batch, int[] sums, long cycle) implements Message {}

  /** A lane's share of a fold is over; the results come with the fold of the last K tile. */
  record LaneDone(FoldJob job, long cycle) implements Message {}

  /** Output buffer to sequencer. */
  record FoldCommitted(FoldJob job, long cycle) implements Message {}

  /**
   * Output buffer to sequencer, where folds may be computed once more: what must be; nothing, if
   * the layer is done.
   */
  record Again(int step, Repetition what, long cycle) implements Message {}

  /** Output buffer to sequencer: all tensors of the step are stored. */
  record StepStored(int step, long dramBytes, long cycle) implements Message {}

  /**
   * A request to DRAM. Without bytes it is a promise that the port has nothing before the cycle,
   * unless it is the last of its step, which is answered when everything before it is moved.
   */
  record Transfer(int port, int step, FoldJob job, long bytes, boolean last, long cycle)
      implements Message {

    /** The port of what is read again: that of the request before, which still has the channel. */
    public static final int AGAIN = 3;

    /** Nothing before a cycle. */
    public static Transfer promise(int port, int step, long cycle) {
      return new Transfer(port, step, null, 0, false, cycle);
    }

    /** Words that are read again. */
    public static Transfer again(int step, FoldJob job, long bytes, long cycle) {
      return new Transfer(AGAIN, step, job, bytes, false, cycle);
    }

    /** Nothing more in a step. */
    public static Transfer end(int port, int step) {
      return promise(port, step, Long.MAX_VALUE);
    }

    public boolean isRequest() {
      return bytes > 0 || last;
    }
  }

  /** DRAM to a port: data are there (or written); {@code stepBytes} moved in the step so far. */
  record Transferred(FoldJob job, int step, LayerData data, long stepBytes, long cycle)
      implements Message {}

  /**
   * Cache to DRAM: a fold's operands are checked, and these bytes must come again, one access
   * behind the other; DRAM has served nobody since it brought the operands. Only where words may be
   * read again.
   */
  record Checked(FoldJob job, List<Long> bytesAgain, long cycle) implements Message {}

  /** Output buffer to DRAM: a node's values. */
  record Store(int tensor, byte[] values, long cycle) implements Message {}

  /** A latency for the recorder. */
  record Sample(Latency kind, long firstCycles, int step, int count, long cycle)
      implements Message {}

  /** A transfer's record; its last byte has moved at the cycle. */
  record Moved(Transfer transfer, long cycle) implements Message {}

  /** A fold's record. */
  record FoldSample(FoldJob job, long cycles, long cycle) implements Message {}

  /** A layer's record. */
  record LayerSample(LayerReport report, long cycle) implements Message {}

  /** No more samples will come from whoever sends this; the output buffer adds the logits. */
  record ImageEnd(byte[] logits, long cycle) implements Message {}

  /** The last message, to the outside. */
  record Finished(ImageResult result, long cycle) implements Message {}
}
