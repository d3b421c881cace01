package io.faultmesh.fast.struck;

import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.protection.struck.StruckValues;
import io.faultmesh.scenario.FaultSite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The flips of tables and sums behind layers: drawn and counted once for each image, though several
 * nodes behind a layer may have some.
 */
final class StruckNodes {
  /** By site, layer and image. */
  private final Map<List<Object>, SortedMap<Integer, Integer>> known = new HashMap<>();

  /** The bits that differ, by value. */
  SortedMap<Integer, Integer> of(DesignFaults faults, FaultSite site, int layer, int image) {
    return known.computeIfAbsent(
        List.of(site, layer, image),
        key -> {
          SortedMap<Integer, Integer> flips = new TreeMap<>();
          StruckValues struck = faults.parameters(site, layer, image);
          while (struck.advance()) {
            flips.put((int) struck.value(), struck.left());
          }
          return flips;
        });
  }
}
