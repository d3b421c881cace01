package io.faultmesh.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One thing that a search may vary: a key below a design, and the values to try.
 *
 * @param path dotted, items of lists by their number: {@code protect.0.secded.word}
 */
public record Axis(String path, List<JsonNode> values) {
  public Axis {
    values = List.copyOf(values);
  }
}
