package io.faultmesh.report;

import java.nio.file.Path;
import java.util.List;

/**
 * All that a run found.
 *
 * @param cycles per design; empty where cycles were not measured
 * @param single tables of single faults and of a safety case; empty without them
 * @param folder the run folder
 */
public record Findings(Summary summary, List<DesignCycles> cycles, String single, Path folder) {
  public Findings {
    cycles = List.copyOf(cycles);
  }
}
