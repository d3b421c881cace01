package io.faultmesh.machine.memory;

import io.faultmesh.fault.Refetch;
import io.faultmesh.machine.fault.LayerFaults;
import io.faultmesh.machine.result.Residency;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.machine.work.LayerLines;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.FaultSite;
import java.util.BitSet;
import java.util.List;

/**
 * What a layer's folds fetch from DRAM. The input buffer holds lines of one channel and image row,
 * the weight buffer one filter's weights of a K tile; both drop the least recently used line. Rows
 * that a stride skips are fetched with their neighbours. Running sums that do not fit into the
 * output buffer move out and in again between K tiles.
 */
final class LayerTraffic {
  /** Bytes of a fold by the buffer that they go to. */
  record Fetch(Lines inputs, Lines weights, long sums) {}

  /** Lines that a buffer does not hold, and their bytes. */
  record Lines(BitSet numbers, long bytes) {}

  private final LayerJob layer;
  private final LayerLines lines;
  private final LineBuffer inputs;
  private final LineBuffer weights;
  private final LineLives inputLives;
  private final LineLives weightLives;
  private RefetchedWords refetched;

  /** Of the turn that fetches. */
  private LayerJob turn;

  LayerTraffic(LayerJob layer, AcceleratorSettings.Cache cache) {
    this.layer = layer;
    this.turn = layer;
    lines = new LayerLines(layer);
    inputs = new LineBuffer(lines.inputLines(), bytes(cache.inputKiB()) / lines.inputLineBytes());
    weights =
        new LineBuffer(lines.weightLines(), bytes(cache.weightKiB()) / lines.weightLineBytes());
    inputLives = new LineLives(lines.inputLines());
    weightLives = new LineLives(lines.weightLines());
  }

  private static long bytes(int kibibytes) {
    return kibibytes * 1024L;
  }

  /** Bytes that a fold needs and the buffers do not hold. */
  Fetch fetch(FoldJob job) {
    if (job.layer() != turn) {
      begin(job);
    }
    return new Fetch(
        fetch(inputs, lines.inputs(job)),
        fetch(weights, lines.weights(job)),
        job.isFirstTile() ? 0 : spill(job));
  }

  /** The first fold of another turn: weights that it reads again are no longer there. */
  private void begin(FoldJob first) {
    turn = first.layer();
    refetched = null;
    for (int index = first.index(); index < turn.folds(); index++) {
      FoldJob fold = turn.fold(index);
      if (turn.readAgain().get(fold.filters()[0])) {
        for (LayerLines.Run run : lines.weights(fold)) {
          for (int line = run.firstLine(); line < run.firstLine() + run.lines(); line++) {
            weights.drop(line);
          }
        }
      }
    }
  }

  /**
   * A fold streams its operands.
   *
   * @param fetch what came for it, at {@code arrival}
   * @param end when the last ones have left the buffers
   */
  void stream(FoldJob job, Fetch fetch, long arrival, long end) {
    inputLives.use(lines.inputs(job), fetch.inputs().numbers(), arrival, end);
    weightLives.use(lines.weights(job), fetch.weights().numbers(), arrival, end);
  }

  /** Tells how long the layer's operands stood in the buffers. */
  void tell(Residency residency) {
    int index = layer.layer().index();
    residency.add(FaultSite.INPUT, index, Byte.SIZE, inputLives.byteCycles());
    residency.add(FaultSite.WEIGHT, index, Byte.SIZE, weightLives.byteCycles());
  }

  /** Bytes that a fold must read again, once the layer's operands are checked. */
  RefetchedWords.Bytes refetch(FoldJob job) {
    if (refetched == null) {
      int weightCount = layer.layer().weights().length;
      LayerFaults faults = turn.faults();
      List<Refetch> words = turn == layer ? faults.refetches() : faults.dram().refetches();
      refetched = new RefetchedWords(words, weightCount);
    }
    return refetched.take(lines.inputs(job), lines.weights(job));
  }

  private static Lines fetch(LineBuffer buffer, List<LayerLines.Run> runs) {
    BitSet missing = new BitSet();
    long bytes = 0;
    for (LayerLines.Run run : runs) {
      for (int line = run.firstLine(); line < run.firstLine() + run.lines(); line++) {
        if (buffer.misses(line)) {
          missing.set(line);
          bytes += run.lineBytes();
        }
      }
    }
    return new Lines(missing, bytes);
  }

  /** Bytes of a fold's running sums that the output buffer cannot keep. */
  private long spill(FoldJob job) {
    return layer.mapping().isOutputStationary()
        ? 0
        : Math.max(0, job.sumBytes() - layer.sumCapacity());
  }
}
