package io.faultmesh.machine.memory;

/** Bytes per cycle in thousandths, so that cycles stay whole numbers. */
public record Rate(long millibytesPerCycle) {
  private static final long SCALE = 1000;

  /** No limit. */
  public static final Rate UNLIMITED = new Rate(0);

  /** A rate as scenarios give it; null means no limit. */
  public static Rate of(Double bytesPerCycle) {
    return bytesPerCycle == null
        ? UNLIMITED
        : new Rate(Math.max(1, Math.round(bytesPerCycle * SCALE)));
  }

  /** Cycles, rounded up, that bytes take. */
  public long cycles(long bytes) {
    return millibytesPerCycle == 0
        ? 0
        : (Math.multiplyExact(bytes, SCALE) + millibytesPerCycle - 1) / millibytesPerCycle;
  }
}
