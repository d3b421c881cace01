package io.faultmesh.report;

import java.util.List;

/** The content of {@code summary.json}. */
public record Summary(
    String name,
    NetworkFacts network,
    int images,
    Double goldenAccuracy,
    Double floatAccuracy,
    List<DesignResult> results) {

  /** Sizes of the network; neurons are output values of struck layers. */
  public record NetworkFacts(long macsPerImage, long parameters, long neurons) {}
}
