package io.faultmesh.machine.result;

import io.faultmesh.scenario.FaultSite;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How long live data stood in the machine while one image passed: bits times cycles from a value's
 * arrival to its last use, per site and layer. Sums stand in the array's registers ({@code
 * accumulator}), and between two K tiles in the output buffer ({@code partial-sum}). One thread
 * fills it.
 */
public final class Residency {
  private final Map<FaultSite, long[]> bitCycles = new EnumMap<>(FaultSite.class);

  /** Counts bits that stood for some cycles. */
  public void add(FaultSite site, int layer, long bits, long cycles) {
    long[] own = bitCycles.getOrDefault(site, new long[0]);
    if (own.length <= layer) {
      own = Arrays.copyOf(own, Math.max(layer + 1, 2 * own.length));
    }
    own[layer] += Math.multiplyExact(bits, cycles);
    bitCycles.put(site, own);
  }

  /** Counts what another component held. */
  public void add(Residency other) {
    other.bitCycles.forEach(
        (site, cycles) -> {
          for (int layer = 0; layer < cycles.length; layer++) {
            add(site, layer, cycles[layer], 1);
          }
        });
  }

  /** By site and layer; layers behind the last that held anything may be left out. */
  public Map<FaultSite, long[]> bitCycles() {
    return Collections.unmodifiableMap(bitCycles);
  }

  /** Of one layer's values. */
  public long bitCycles(FaultSite site, int layer) {
    long[] own = bitCycles.get(site);
    return own == null || layer >= own.length ? 0 : own[layer];
  }

  /** Of all layers' values. */
  public long bitCycles(FaultSite site) {
    return Arrays.stream(bitCycles.getOrDefault(site, new long[0])).sum();
  }
}
