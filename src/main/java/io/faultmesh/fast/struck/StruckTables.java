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
 * The flips of the tables behind layers: drawn and counted once for each image, though several
 * nodes behind a layer may have tables.
 */
final class StruckTables {
  /** By layer and image. */
  private final Map<List<Integer>, SortedMap<Integer, Integer>> known = new HashMap<>();

  /** The bits that differ, by entry. */
  SortedMap<Integer, Integer> of(DesignFaults faults, int layer, int image) {
    return known.computeIfAbsent(
        List.of(layer, image),
        key -> {
          SortedMap<Integer, Integer> flips = new TreeMap<>();
          StruckValues struck = faults.parameters(FaultSite.TABLE, layer, image);
          while (struck.advance()) {
            flips.put((int) struck.value(), struck.left());
          }
          return flips;
        });
  }
}
