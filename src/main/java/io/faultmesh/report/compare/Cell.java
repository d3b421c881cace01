package io.faultmesh.report.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.faultmesh.report.read.RunFiles;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A design at a bit error rate.
 *
 * @param ber NaN for a run without faults
 */
record Cell(String design, double ber) {
  /** The results of a run. */
  static Map<Cell, JsonNode> of(RunFiles run) {
    Map<Cell, JsonNode> results = new LinkedHashMap<>();
    for (JsonNode result : run.summary().get("results")) {
      JsonNode ber = result.path("ber");
      double rate = ber.isNumber() ? ber.asDouble() : Double.NaN;
      results.put(new Cell(result.get("design").asText(), rate), result);
    }
    return results;
  }

  static int trials(JsonNode result) {
    return result.path("trials").path("count").asInt();
  }

  static boolean faultsLast(JsonNode result) {
    return result.path("trials").path("lasting").asBoolean();
  }
}
