package io.faultmesh.replay;

import io.faultmesh.machine.memory.DramChannel;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.text.Text;
import org.HdrHistogram.Histogram;

/**
 * Plays plain requests on the machine's DRAM channel. They come at their recorded cycles, whatever
 * the channel does: nothing feeds back.
 */
public final class RequestReplay {
  private static final int DIGITS = 3;
  private static final long MAX_CYCLE = 1L << 48;

  private final DramChannel channel;
  private final Histogram latency = new Histogram(DIGITS);
  private long requests;
  private long bytes;
  private long lastCycle;
  private long queuedCycles;

  /** A channel that is free. */
  public RequestReplay(AcceleratorSettings memory) {
    channel = new DramChannel(memory);
  }

  /**
   * Serves the next request.
   *
   * @throws IllegalArgumentException if it lies before the one in front
   */
  public void request(long cycle, long count) {
    if (cycle < lastCycle || cycle > MAX_CYCLE) {
      throw new IllegalArgumentException(
          Text.format(
              "cycle %d follows cycle %d; cycles ascend and end at %d",
              cycle, lastCycle, MAX_CYCLE));
    }
    lastCycle = cycle;
    requests++;
    bytes += count;
    queuedCycles += channel.queueCycles(cycle);
    latency.recordValue(channel.serve(cycle, count) - cycle);
  }

  public long requests() {
    return requests;
  }

  public long bytes() {
    return bytes;
  }

  /** The cycle of the last request. */
  public long lastCycle() {
    return lastCycle;
  }

  /** When the last byte has moved. */
  public long endCycle() {
    return channel.lastDataCycle();
  }

  /** Cycles that requests waited for the channel, summed. */
  public long queuedCycles() {
    return queuedCycles;
  }

  /** From request to last byte, in cycles. */
  public Histogram latency() {
    return latency;
  }
}
