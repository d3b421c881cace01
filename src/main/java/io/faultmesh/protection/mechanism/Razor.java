package io.faultmesh.protection.mechanism;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.faultmesh.fault.Cells;
import io.faultmesh.protection.Mechanism;
import io.faultmesh.protection.ShadowLatch;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.Within;
import java.util.Optional;

/**
 * A shadow latch behind each accumulator takes the sum later than the accumulator does: where they
 * differ, the addition was late, and the latch's sum goes on.
 *
 * @param recovery what the time to recover is taken from
 * @param shadow bits that a carry runs until the latch closes; 32 means that it is always in time
 * @param bits top bits of the accumulator that have a latch
 */
public record Razor(
    Recovery recovery,
    @Within(low = 0, high = 32) Integer shadow,
    @Within(low = 1, high = 32) Integer bits)
    implements Mechanism {

  /** What the time to recover is taken from. */
  public enum Recovery {
    /** The whole array waits for a cycle. */
    @JsonProperty("replay")
    REPLAY,
    /** The next product of the same sum is lost (TE-Drop). */
    @JsonProperty("drop")
    DROP
  }

  public Razor {
    recovery = recovery == null ? Recovery.REPLAY : recovery;
    shadow = shadow == null ? Integer.SIZE : shadow;
    bits = bits == null ? Integer.SIZE : bits;
    if (shadow < 0 || shadow > Integer.SIZE) {
      throw new IllegalArgumentException("shadow must be between 0 and 32, not " + shadow);
    }
    if (bits < 1 || bits > Integer.SIZE) {
      throw new IllegalArgumentException("bits must be between 1 and 32, not " + bits);
    }
  }

  public Razor() {
    this(null, null, null);
  }

  @Override
  public String key() {
    return "razor";
  }

  @Override
  public Optional<ShadowLatch> latch() {
    Cells cells = new Cells(FaultSite.PARTIAL_SUM, key());
    return Optional.of(new ShadowLatch(cells, shadow, bits, recovery == Recovery.DROP));
  }
}
