package io.faultmesh.report;

import java.util.List;

/**
 * All that a run found.
 *
 * @param cycles per design; empty where cycles were not measured
 */
public record Findings(Summary summary, List<DesignCycles> cycles) {
  public Findings {
    cycles = List.copyOf(cycles);
  }
}
