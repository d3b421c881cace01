package io.faultmesh.report.table;

import io.faultmesh.report.Findings;
import io.faultmesh.report.Json;

/**
 * What a command prints.
 *
 * @param text tables for people
 * @param data the same as values, for {@code --json}
 */
public record Printout(String text, Object data) {
  /** The results of a run. */
  public static Printout of(Findings findings) {
    return new Printout(
        ResultTable.of(findings) + "\nrun folder: " + findings.folder() + "\n", findings.summary());
  }

  /** The form that somebody wants. */
  public String as(boolean json) {
    return json ? Json.write(data) : text;
  }
}
