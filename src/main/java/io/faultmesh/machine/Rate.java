package io.faultmesh.machine;

/** Bytes per cycle in thousandths, so that cycles stay whole numbers. */
record Rate(long millibytesPerCycle) {
  private static final long SCALE = 1000;

  /** No limit. */
  static final Rate UNLIMITED = new Rate(0);

  /** A rate as scenarios give it; null means no limit. */
  static Rate of(Double bytesPerCycle) {
    return bytesPerCycle == null
        ? UNLIMITED
        : new Rate(Math.max(1, Math.round(bytesPerCycle * SCALE)));
  }

  /** Cycles, rounded up, that bytes take. */
  long cycles(long bytes) {
    return millibytesPerCycle == 0
        ? 0
        : (Math.multiplyExact(bytes, SCALE) + millibytesPerCycle - 1) / millibytesPerCycle;
  }
}
