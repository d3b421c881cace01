package io.faultmesh.replay;

import io.faultmesh.machine.memory.Dram;
import io.faultmesh.machine.memory.Rate;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.text.Text;
import org.HdrHistogram.Histogram;

/**
 * Plays plain requests on a DRAM channel, as {@link Dram} serves them. They come at their recorded
 * cycles, whatever the channel does: nothing feeds back.
 */
public final class RequestReplay {
  private static final int DIGITS = 3;
  private static final long MAX_CYCLE = 1L << 48;

  private final boolean ideal;
  private final Rate rate;
  private final long latencyCycles;
  private final Histogram latency = new Histogram(DIGITS);
  private long requests;
  private long bytes;
  private long lastCycle;
  private long freeCycle;
  private long queuedCycles;
  private long endCycle;

  /** A channel that is free. */
  public RequestReplay(AcceleratorSettings memory) {
    this.ideal = memory.memory() == AcceleratorSettings.Memory.IDEAL;
    this.rate = Rate.of(memory.dram().bytesPerCycle());
    this.latencyCycles = memory.dram().latencyCycles();
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
    long end = cycle;
    if (!ideal) {
      queuedCycles += Math.max(0, freeCycle - cycle);
      freeCycle = Math.max(freeCycle, cycle) + rate.cycles(count);
      end = freeCycle + latencyCycles;
    }
    endCycle = Math.max(endCycle, end);
    latency.recordValue(end - cycle);
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
    return endCycle;
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
