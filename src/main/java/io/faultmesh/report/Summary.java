package io.faultmesh.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The content of {@code summary.json}.
 *
 * @param plugins mechanisms from elsewhere, with the hashes of their files
 */
public record Summary(
    String name,
    NetworkFacts network,
    int images,
    Double goldenAccuracy,
    Double floatAccuracy,
    List<DesignResult> results,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> plugins) {

  /** Sizes of the network; neurons are output values of struck layers. */
  public record NetworkFacts(long macsPerImage, long parameters, long neurons) {}
}
