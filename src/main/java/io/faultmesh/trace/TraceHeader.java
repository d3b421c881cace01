package io.faultmesh.trace;

import io.faultmesh.scenario.MeasureSettings;
import java.util.List;

/**
 * How a trace came about.
 *
 * @param program who wrote it
 * @param scenario as resolved, YAML
 * @param files the network's first, then those of the data set
 * @param listedFaults whether the faults were written down instead of drawn from the seed
 */
public record TraceHeader(
    String program,
    MeasureSettings.Trace level,
    String scenario,
    long seed,
    List<HashedFile> files,
    boolean listedFaults) {

  public TraceHeader {
    files = List.copyOf(files);
  }
}
