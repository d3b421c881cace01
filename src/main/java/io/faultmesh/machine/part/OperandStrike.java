package io.faultmesh.machine.part;

import io.faultmesh.machine.core.FaultProbe;
import io.faultmesh.machine.fault.SparseFlips;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.OperandVector;
import io.faultmesh.machine.work.Stream;
import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.FaultSite;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What operand flips make of the streams of one fold. A repeated pass suffers the flips of its
 * replica at the addresses of the fold that it repeats; where passes share a row's stream, each
 * column sees its own pass's version.
 */
final class OperandStrike {
  private final FoldJob job;
  private final LayerMapping mapping;
  private final Dataflow dataflow;
  private final Fold tile;
  private final long cycle;
  private final FaultProbe probe;

  /**
   * The strike of one fold's stream.
   *
   * @param cycle of its first value
   */
  OperandStrike(FoldJob job, long cycle, FaultProbe probe) {
    this.job = job;
    this.cycle = cycle;
    this.probe = probe;
    this.mapping = job.layer().mapping();
    this.dataflow = job.layer().array().dataflow();
    this.tile = job.tile();
  }

  private SparseFlips flips(int place) {
    return job.layer().faults().operands(job.pass(place));
  }

  /**
   * Tells what strikes a stream.
   *
   * @param moves whether its values pass one after the other; else they stay
   */
  private SparseFlips.Struck told(int column, boolean moves) {
    int pass = job.pass(column);
    return (value, mask, place) ->
        probe.flip(job, FaultSite.OPERAND, value, pass, mask, moves ? cycle + place : cycle);
  }

  private Fold fold(int filter) {
    return mapping.foldOf(filter, tile.firstPixel(), tile.firstTap());
  }

  /** A row's stream: input values, or weights if input-stationary. */
  Stream row(Stream stream) {
    if (stream.operands() == null) {
      return stream;
    }
    if (job.isInputStationary()) {
      return weightStream(stream);
    }
    if (!job.isRepetition()) {
      byte[] struck = inputs(stream, 0, told(0, true));
      return struck == stream.operands().values()
          ? stream
          : stream.struck(stream.operands().with(struck, true));
    }
    OperandVector[] versions = null;
    // Columns of one pass and one original fold share a stream.
    Set<List<Integer>> shared = new HashSet<>();
    for (int column = 0; column < job.usedColumns(); column++) {
      boolean isNew = shared.add(List.of(job.pass(column), fold(job.filters()[column]).index()));
      SparseFlips.Struck sink = isNew ? told(column, true) : (value, mask, place) -> {};
      byte[] struck = inputs(stream, column, sink);
      if (struck != stream.operands().values()) {
        if (versions == null) {
          versions = new OperandVector[job.usedColumns()];
          java.util.Arrays.fill(versions, stream.operands());
        }
        versions[column] = stream.operands().with(struck, true);
      }
    }
    return versions == null ? stream : stream.struck(versions);
  }

  private byte[] inputs(Stream stream, int column, SparseFlips.Struck sink) {
    Fold fold = fold(job.filters()[column]);
    boolean os = dataflow == Dataflow.OUTPUT_STATIONARY;
    int pixel = tile.firstPixel() + (os ? stream.lane() : 0);
    int tap = tile.firstTap() + (os ? 0 : stream.lane());
    return flips(column)
        .strike(stream.operands().values(), mapping.inputOperand(fold, pixel, tap), 1, sink);
  }

  private Stream weightStream(Stream stream) {
    byte[] values = stream.operands().values();
    byte[] struck = values;
    int tap = tile.firstTap() + stream.lane();
    SparseFlips flips = flips(0);
    for (int i = 0; i < values.length && !flips.isEmpty(); i++) {
      int filter = job.filters()[i];
      long operand = mapping.weightOperand(fold(filter), filter, tap);
      int mask = flips.maskOf(operand, 0);
      if (mask != 0) {
        told(i, false).struck(operand, mask, i);
        struck = struck == values ? values.clone() : struck;
        struck[i] ^= (byte) mask;
      }
    }
    return struck == values ? stream : stream.struck(stream.operands().with(struck, true));
  }

  /** A column's stream or stationary operands: weights, or input values if input-stationary. */
  Stream column(Stream stream) {
    byte[] values = stream.operands().values();
    byte[] struck;
    if (job.isInputStationary()) {
      Fold fold = fold(job.filters()[0]);
      int pixel = tile.firstPixel() + stream.lane();
      long first = mapping.inputOperand(fold, pixel, tile.firstTap());
      struck = flips(0).strike(values, first, fold.pixels(), told(0, false));
    } else {
      int filter = job.filters()[stream.lane()];
      Fold fold = fold(filter);
      long first = mapping.weightOperand(fold, filter, tile.firstTap());
      long stride = dataflow == Dataflow.OUTPUT_STATIONARY ? 1 : fold.filters();
      boolean moves = dataflow == Dataflow.OUTPUT_STATIONARY;
      struck = flips(stream.lane()).strike(values, first, stride, told(stream.lane(), moves));
    }
    return struck == values ? stream : stream.struck(stream.operands().with(struck, false));
  }
}
