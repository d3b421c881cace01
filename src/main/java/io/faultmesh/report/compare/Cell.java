package io.faultmesh.report.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.faultmesh.report.read.RunFiles;
import io.faultmesh.report.read.Table;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A design at a bit error rate.
 *
 * @param ber a number, or the name of a set of rates; empty for a run without faults
 */
record Cell(String design, String ber) {
  /** Numbers may be written in several forms, names as they are. */
  static Cell of(String design, String ber) {
    return new Cell(design, Table.field(ber) instanceof Number rate ? text(rate) : ber);
  }

  private static String text(Number rate) {
    return Double.toString(rate.doubleValue());
  }

  /** The rate as a value; null for a run without faults. */
  Object rate() {
    return Table.field(ber);
  }

  /** Design and rate for people. */
  String text() {
    String shown = rate() instanceof Number ? ber.replace('E', 'e') : ber;
    return ber.isEmpty() ? design : design + " at " + shown;
  }

  /** The results of a run. */
  static Map<Cell, JsonNode> of(RunFiles run) {
    Map<Cell, JsonNode> results = new LinkedHashMap<>();
    for (JsonNode result : run.summary().get("results")) {
      String ber = result.path("ber").isNull() ? "" : result.path("ber").asText();
      results.put(of(result.get("design").asText(), ber), result);
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
