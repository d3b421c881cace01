package io.faultmesh.replay;

import io.faultmesh.machine.memory.LineBuffer;
import io.faultmesh.replay.RecordedLayer.RecordedFold;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.trace.TraceEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A buffer of the machine for a layer's recorded accesses: they name lines by address, the buffer
 * by number.
 */
final class RecordedLines {
  /** More lines than one access touches, and than a layer has, on any machine of this program. */
  private static final int MAX_LINES = 1 << 24;

  private static final long MAX_TOUCHED = 1L << 30;

  private final Map<Long, Integer> numbers = new HashMap<>();
  private final LineBuffer buffer;
  private long lineBytes;
  private long touched;

  /**
   * An empty input buffer.
   *
   * @throws IllegalArgumentException if an access is none of whole lines
   */
  static RecordedLines inputs(RecordedLayer layer, AcceleratorSettings.Cache cache) {
    return new RecordedLines(layer, RecordedFold::inputs, cache.inputKiB());
  }

  /** An empty weight buffer; errors are those of {@link #inputs}. */
  static RecordedLines weights(RecordedLayer layer, AcceleratorSettings.Cache cache) {
    return new RecordedLines(layer, RecordedFold::weights, cache.weightKiB());
  }

  private RecordedLines(
      RecordedLayer layer, Function<RecordedFold, List<TraceEvent>> accesses, int kibibytes) {
    layer.folds().forEach(fold -> accesses.apply(fold).forEach(this::number));
    long capacity = lineBytes == 0 ? 0 : kibibytes * 1024L / lineBytes;
    buffer = new LineBuffer(numbers.size(), capacity);
  }

  private void number(TraceEvent access) {
    long nominal = access.value();
    if (nominal < 1 || (access.bytes() > nominal && access.bytes() % nominal != 0)) {
      throw new IllegalArgumentException("an access does not touch whole lines: " + access);
    }
    if (lineBytes != 0 && lineBytes != nominal) {
      throw new IllegalArgumentException("lines of one buffer differ in their bytes: " + access);
    }
    lineBytes = nominal;
    long line = line(access);
    if (line == 0 || access.bytes() / line > MAX_LINES) {
      throw new IllegalArgumentException("an access touches no line, or too many: " + access);
    }
    touched += access.bytes() / line;
    if (touched > MAX_TOUCHED || numbers.size() > MAX_LINES) {
      throw new IllegalArgumentException("more lines are touched than a layer has work for");
    }
    for (long at = access.address(); at < access.address() + access.bytes(); at += line) {
      numbers.putIfAbsent(at, numbers.size());
    }
  }

  /** The last K tile of a layer may have shorter lines. */
  private long line(TraceEvent access) {
    return Math.min(lineBytes, access.bytes());
  }

  /** Bytes that a fold's accesses have to fetch. */
  long fetch(List<TraceEvent> accesses) {
    long bytes = 0;
    for (TraceEvent access : accesses) {
      long line = line(access);
      for (long at = access.address(); at < access.address() + access.bytes(); at += line) {
        bytes += buffer.misses(numbers.get(at)) ? line : 0;
      }
    }
    return bytes;
  }
}
