package io.faultmesh.trace;

import java.util.Locale;

/** What an event tells; see {@code proto/trace.proto}. */
public enum EventKind {
  FLIP,
  STUCK,
  VOTE,
  CHECK,
  LOGITS,
  ACCESS,
  READ,
  WRITE,
  FOLD,
  LAYER,
  STREAM,
  FREE,
  COMMIT;

  /** The name in tables and files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it strikes bits, and so belongs to a list of faults. */
  public boolean isFault() {
    return this == FLIP || this == STUCK;
  }

  /** Whether it has a beginning and an end. */
  public boolean isSlice() {
    return this == READ || this == WRITE || this == FOLD || this == LAYER || this == STREAM;
  }
}
