package io.faultmesh.machine.memory;

import io.faultmesh.scenario.AcceleratorSettings;

/**
 * When a DRAM channel has moved what is asked of it. It serves requests in the order in which it is
 * asked; each occupies it for its bytes, and its data are there a latency later. Ideal memory
 * serves every request at once.
 */
public final class DramChannel {
  private final boolean ideal;
  private final Rate rate;
  private final long latencyCycles;
  private long freeCycle;
  private long lastDataCycle;

  /** A channel that is free. */
  public DramChannel(AcceleratorSettings settings) {
    ideal = settings.memory() == AcceleratorSettings.Memory.IDEAL;
    rate = Rate.of(settings.dram().bytesPerCycle());
    latencyCycles = settings.dram().latencyCycles();
  }

  /** Whether nothing waits for anything. */
  public boolean isIdeal() {
    return ideal;
  }

  /** Cycles that a request would wait for those in front of it. */
  public long queueCycles(long cycle) {
    return Math.max(0, freeCycle - cycle);
  }

  /** Serves a request; gives the cycle in which its last byte has moved. */
  public long serve(long cycle, long bytes) {
    long end = cycle;
    if (!ideal && bytes > 0) {
      freeCycle = Math.max(freeCycle, cycle) + rate.cycles(bytes);
      end = freeCycle + latencyCycles;
    }
    lastDataCycle = Math.max(lastDataCycle, end);
    return end;
  }

  /** When the last byte of all requests so far has moved. */
  public long lastDataCycle() {
    return lastDataCycle;
  }
}
