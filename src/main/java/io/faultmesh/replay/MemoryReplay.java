package io.faultmesh.replay;

import io.faultmesh.machine.memory.DramChannel;
import io.faultmesh.machine.memory.Rate;
import io.faultmesh.machine.result.Latency;
import io.faultmesh.replay.RecordedLayer.RecordedFold;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.ArraySettings.Overlap;
import io.faultmesh.text.Text;
import io.faultmesh.trace.EventKind;
import io.faultmesh.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.Histogram;

/**
 * Plays one image's recorded requests on the buffers and the DRAM channel of another machine,
 * without values. A fold starts when its operands are there and the array is free, and all else of
 * it happens as long after its start as it was recorded. That is exact unless what the array does
 * depends on the memory itself; where it may, {@link Layer#feedback} says why.
 */
public final class MemoryReplay {
  private static final int DIGITS = 3;

  /**
   * A layer's times on the other memory.
   *
   * @param feedback why they may differ from a run of the whole machine; empty if they cannot
   */
  public record Layer(
      int index, int folds, long cycles, long stallCycles, long dramBytes, String feedback) {}

  /**
   * What an image costs on the other memory.
   *
   * @param latencies of all kinds; empty for those that need values
   * @param recordedFolds per layer, the cycles of each fold as they were recorded
   * @param folds the same on the other memory
   */
  public record Result(
      List<Layer> layers,
      Map<Latency, Histogram> latencies,
      List<long[]> recordedFolds,
      List<long[]> folds) {
    public Result {
      layers = List.copyOf(layers);
      recordedFolds = List.copyOf(recordedFolds);
      folds = List.copyOf(folds);
    }

    public long cycles() {
      return layers.stream().mapToLong(Layer::cycles).sum();
    }

    public long dramBytes() {
      return layers.stream().mapToLong(Layer::dramBytes).sum();
    }
  }

  /** A write that waits for its turn: those of one cycle go in the order in which they came. */
  private record Write(long cycle, long number, long bytes) {}

  private final ArraySettings array;
  private final AcceleratorSettings memory;
  private final DramChannel channel;
  private final Rate cacheRate;
  private final long preloadCycles;
  private final Map<Latency, Histogram> latencies = new EnumMap<>(Latency.class);
  private final PriorityQueue<Write> writes =
      new PriorityQueue<>(Comparator.comparingLong(Write::cycle).thenComparingLong(Write::number));
  private final List<Layer> layers = new ArrayList<>();
  private final List<long[]> recordedFolds = new ArrayList<>();
  private final List<long[]> replayedFolds = new ArrayList<>();
  private long writeNumber;
  private final LongUnaryOperator dramBytes;
  private long movedBytes;
  private long reportedBytes;
  private long arrayEnd;
  private long storedCycle;
  private String carried = "";

  private MemoryReplay(
      ArraySettings array, AcceleratorSettings memory, LongUnaryOperator dramBytes) {
    this.dramBytes = dramBytes;
    this.array = array;
    this.memory = memory;
    this.channel = new DramChannel(memory);
    this.cacheRate = channel.isIdeal() ? Rate.UNLIMITED : Rate.of(memory.cache().bytesPerCycle());
    this.preloadCycles = array.dataflow() == Dataflow.OUTPUT_STATIONARY ? 0 : array.rows();
    for (Latency kind : Latency.values()) {
      latencies.put(kind, new Histogram(DIGITS));
    }
  }

  /**
   * Plays an image.
   *
   * @param events of one image, of level {@code memory} or {@code full}
   * @param array on which they were recorded
   * @param dramBytes bytes that move for some bytes of operands: a code on DRAM travels along
   * @throws IllegalArgumentException if the events are not all there or do not fit together
   */
  public static Result play(
      List<TraceEvent> events,
      ArraySettings array,
      AcceleratorSettings memory,
      LongUnaryOperator dramBytes) {
    MemoryReplay replay = new MemoryReplay(array, memory, dramBytes);
    for (RecordedLayer layer : layers(events)) {
      layer.check();
      replay.play(layer);
    }
    replay.latencies.get(Latency.IMAGE).recordValue(replay.storedCycle);
    return new Result(replay.layers, replay.latencies, replay.recordedFolds, replay.replayedFolds);
  }

  private static List<RecordedLayer> layers(List<TraceEvent> events) {
    List<RecordedLayer> layers = new ArrayList<>();
    for (TraceEvent event : events) {
      if (event.kind() == EventKind.LOGITS) {
        continue;
      }
      int place = 0;
      while (place < layers.size() && layers.get(place).index() < event.layer()) {
        place++;
      }
      if (place == layers.size() || layers.get(place).index() != event.layer()) {
        layers.add(place, new RecordedLayer(event.layer()));
      }
      layers.get(place).add(event);
    }
    return layers;
  }

  private void play(RecordedLayer layer) {
    long layerStart = arrayEnd;
    long opened = channel.isIdeal() ? layerStart : Math.max(layerStart, storedCycle);
    RecordedLines inputs = RecordedLines.inputs(layer, memory.cache());
    RecordedLines weights = RecordedLines.weights(layer, memory.cache());
    long capacity = memory.cache().outputKiB() * 1024L;
    FeedbackCheck feedback = new FeedbackCheck();
    long stalls = 0;
    long start = 0;
    long free = 0;
    long committed = 0;
    long recordedEnd = 0;
    RecordedFold before = null;
    long[] recordedCycles = new long[layer.folds().size()];
    long[] replayedCycles = new long[layer.folds().size()];
    for (int i = 0; i < replayedCycles.length; i++) {
      RecordedFold fold = layer.folds().get(i);
      opened = before == null ? opened : start;
      writeBefore(opened);
      long bytes =
          dramBytes.applyAsLong(inputs.fetch(fold.inputs()) + weights.fetch(fold.weights()))
              + fold.returningBytes(capacity);
      long ready = operands(opened, bytes, fold.bytesAgain());
      move(opened, fold.unitBytes());
      long earliest;
      if (before == null) {
        earliest = layerStart + fold.earliestCycle() - layer.startCycle();
      } else if (array.overlap() == Overlap.PRELOAD) {
        earliest = free + fold.earliestCycle() - before.freeCycle();
      } else {
        earliest = arrayEnd + fold.earliestCycle() - recordedEnd;
      }
      long cycles = Math.max(fold.unitCycles(), cacheRate.cycles(fold.operandBytes()));
      long stretched = cycles - fold.streamCycles();
      long next = Math.max(earliest, ready + preloadCycles);
      feedback.fold(fold, before, next - start, stretched);
      start = next;
      stalls += start - earliest + cycles - fold.unitCycles();
      long shift = start - fold.startCycle() + stretched;
      free = fold.freeCycle() + shift;
      arrayEnd = Math.max(arrayEnd, fold.endCycle() + shift);
      recordedEnd = Math.max(recordedEnd, fold.endCycle());
      committed = Math.max(committed, fold.commitCycle() + shift);
      feedback.commit(fold, committed);
      recordedCycles[i] = fold.commitCycle() - fold.openedCycle();
      replayedCycles[i] = committed - opened;
      latencies.get(Latency.FOLD).recordValue(replayedCycles[i]);
      write(committed, fold.leavingBytes(capacity));
      before = fold;
    }
    nodes(layer, before == null ? opened : committed - before.commitCycle());
    String reason = carried.isEmpty() ? feedback.reason() : carried;
    if (!reason.isEmpty() || feedback.movesNodes(layer)) {
      carried = Text.format("it follows layer %d, whose end may move", layer.index());
    }
    if (layer.index() >= 0) {
      recordedFolds.add(recordedCycles);
      replayedFolds.add(replayedCycles);
      layers.add(
          new Layer(
              layer.index(),
              layer.folds().size(),
              arrayEnd - layerStart - 1,
              stalls,
              movedBytes - reportedBytes,
              reason));
      reportedBytes = movedBytes;
    }
  }

  /** The nodes behind a layer, as long after its last result as they were. */
  private void nodes(RecordedLayer layer, long shift) {
    for (TraceEvent write : layer.nodeWrites()) {
      write(write.cycle() + shift, write.bytes());
    }
    writeBefore(Long.MAX_VALUE);
    storedCycle = Math.max(layer.nodesEndCycle() + shift, channel.lastDataCycle());
  }

  private void write(long cycle, long bytes) {
    writes.add(new Write(cycle, ++writeNumber, bytes));
  }

  /** Requests are served by cycle, reads of folds first where there are several. */
  private void writeBefore(long cycle) {
    while (!writes.isEmpty() && writes.peek().cycle() < cycle) {
      Write write = writes.poll();
      move(write.cycle(), write.bytes());
    }
  }

  /** What was flagged comes again behind the operands, before anybody else is served. */
  private long operands(long cycle, long bytes, List<Long> again) {
    long end = move(cycle, bytes);
    for (long own : again) {
      end = move(end, own);
    }
    return end;
  }

  /** Serves a request; gives the cycle in which its last byte has moved. */
  private long move(long cycle, long bytes) {
    if (bytes == 0) {
      return cycle;
    }
    long end = channel.serve(cycle, bytes);
    movedBytes += bytes;
    latencies.get(Latency.DRAM).recordValue(end - cycle);
    return end;
  }
}
