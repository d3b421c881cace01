package io.faultmesh.replay;

import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.memory.Dram;
import io.faultmesh.machine.probe.MemoryTeller;
import io.faultmesh.text.Text;
import io.faultmesh.trace.EventKind;
import io.faultmesh.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;

/** What a trace of level {@code memory} tells of one layer, fold by fold. */
final class RecordedLayer {

  /** One fold: cycles as they were, and what it asks of the memory. */
  static final class RecordedFold {
    private final List<TraceEvent> inputs = new ArrayList<>();
    private final List<TraceEvent> weights = new ArrayList<>();
    private long openedCycle = -1;
    private long startCycle = -1;
    private long waitedCycles;
    private long streamCycles;
    private long stretchedCycles;
    private long operandBytes;
    private long freeCycle = -1;
    private long endCycle = -1;
    private long commitCycle = -1;
    private long sumBytes;
    private boolean sumsReturn;
    private boolean sumsLeave;
    private final List<Long> bytesAgain = new ArrayList<>();
    private long unitBytes;
    private boolean usesUnit;
    private long writtenBytes;

    List<TraceEvent> inputs() {
      return inputs;
    }

    List<TraceEvent> weights() {
      return weights;
    }

    long openedCycle() {
      return openedCycle;
    }

    long startCycle() {
      return startCycle;
    }

    /** When it could have started, had its operands been there. */
    long earliestCycle() {
      return startCycle - waitedCycles;
    }

    /** Cycles of the stream if the cache's ports do not limit it. */
    long unitCycles() {
      return streamCycles - stretchedCycles;
    }

    long streamCycles() {
      return streamCycles;
    }

    long operandBytes() {
      return operandBytes;
    }

    long freeCycle() {
      return freeCycle;
    }

    long endCycle() {
      return endCycle;
    }

    long commitCycle() {
      return commitCycle;
    }

    /** Bytes that the dot-product unit reads from DRAM. */
    long unitBytes() {
      return unitBytes;
    }

    /** Bytes that were read again because checks had detected them, access by access. */
    List<Long> bytesAgain() {
      return bytesAgain;
    }

    boolean usesUnit() {
      return usesUnit;
    }

    /** Bytes of running sums that come in again if the output buffer keeps so many. */
    long returningBytes(long capacity) {
      return sumsReturn ? Math.max(0, sumBytes - capacity) : 0;
    }

    /** Bytes that leave the chip when the fold is committed. */
    long leavingBytes(long capacity) {
      return sumsLeave ? Math.max(0, sumBytes - capacity) : writtenBytes;
    }

    boolean hasTiles() {
      return sumsReturn || sumsLeave;
    }

    private boolean isComplete() {
      return openedCycle >= 0
          && startCycle >= openedCycle
          && freeCycle >= startCycle
          && endCycle >= startCycle
          && commitCycle >= startCycle
          && waitedCycles >= 0
          && waitedCycles <= startCycle
          && stretchedCycles >= 0
          && stretchedCycles <= streamCycles;
    }
  }

  private static final int MAX_FOLDS = 1 << 22;
  private static final long MAX_CYCLE = 1L << 48;
  private static final long MAX_BYTES = 1L << 40;

  private final int index;
  private final List<RecordedFold> folds = new ArrayList<>();
  private final List<TraceEvent> nodeWrites = new ArrayList<>();
  private TraceEvent layer;
  private long nodesEndCycle = -1;
  private long nodes;

  /**
   * An empty layer.
   *
   * @param index -1 for nodes before the first layer
   */
  RecordedLayer(int index) {
    this.index = index;
  }

  /** Takes the next event of this layer. */
  void add(TraceEvent event) {
    if (event.cycle() + event.durationCycles() > MAX_CYCLE || event.bytes() > MAX_BYTES) {
      throw new IllegalArgumentException("cycles or bytes are out of range: " + event);
    }
    if (event.kind() == EventKind.LAYER) {
      layer = event;
    } else if (event.fold() == TraceEvent.NONE) {
      if (event.kind() == EventKind.WRITE) {
        nodeWrites.add(event);
      } else if (event.kind() == EventKind.COMMIT) {
        nodesEndCycle = event.cycle();
        nodes = event.value();
      }
    } else if (event.site() == null) {
      add(fold(event.fold()), event);
    }
  }

  private RecordedFold fold(int number) {
    if (number >= MAX_FOLDS || number > folds.size() + 2) {
      throw new IllegalArgumentException(
          Text.format("fold %d of layer %d is out of order", number, index));
    }
    while (folds.size() <= number) {
      folds.add(new RecordedFold());
    }
    return folds.get(number);
  }

  private static void add(RecordedFold fold, TraceEvent event) {
    boolean cache = event.component().equals("cache");
    boolean outputBuffer = event.component().equals("output buffer");
    switch (event.kind()) {
      case ACCESS -> {
        fold.openedCycle = event.cycle();
        if (outputBuffer) {
          fold.sumBytes = event.bytes();
          fold.sumsReturn = (event.value() & 1) != 0;
          fold.sumsLeave = (event.value() & 2) != 0;
        } else {
          boolean input = event.component().equals(MemoryTeller.INPUT_BUFFER);
          (input ? fold.inputs : fold.weights).add(event);
        }
      }
      case FOLD -> {
        fold.startCycle = event.cycle();
        fold.endCycle = event.cycle() + event.durationCycles();
        fold.waitedCycles = event.value();
      }
      case STREAM -> {
        if (cache) {
          fold.streamCycles = event.durationCycles();
          fold.stretchedCycles = event.value();
          fold.operandBytes = event.bytes();
        }
      }
      case FREE -> fold.freeCycle = event.cycle();
      case COMMIT -> {
        if (outputBuffer) {
          fold.commitCycle = event.cycle();
        } else {
          fold.usesUnit = true;
        }
      }
      case READ -> {
        fold.unitBytes += event.value() == Dram.UNIT_PORT ? event.bytes() : 0;
        if (event.value() == Message.Transfer.AGAIN) {
          fold.bytesAgain.add(event.bytes());
        }
      }
      case WRITE -> fold.writtenBytes += event.bytes();
      default -> {
        // What strikes does not change times.
      }
    }
  }

  /**
   * Refuses a layer of which something is missing.
   *
   * @throws IllegalArgumentException if so
   */
  void check() {
    long last = folds.isEmpty() ? 0 : folds.get(folds.size() - 1).commitCycle;
    boolean whole = nodesEndCycle >= last && (index < 0 || (layer != null && !folds.isEmpty()));
    if (!whole || !folds.stream().allMatch(RecordedFold::isComplete)) {
      throw new IllegalArgumentException(
          Text.format("the events of layer %d are not all there", index));
    }
  }

  int index() {
    return index;
  }

  List<RecordedFold> folds() {
    return folds;
  }

  /** Writes of the nodes behind the layer, by cycle. */
  List<TraceEvent> nodeWrites() {
    return nodeWrites;
  }

  long startCycle() {
    return layer == null ? 0 : layer.cycle();
  }

  /** How many nodes are behind it. */
  long nodes() {
    return nodes;
  }

  /** When everything behind the layer was computed. */
  long nodesEndCycle() {
    return nodesEndCycle;
  }
}
