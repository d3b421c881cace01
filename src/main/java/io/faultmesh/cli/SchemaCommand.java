package io.faultmesh.cli;

import io.faultmesh.report.Json;
import io.faultmesh.scenario.ScenarioSchema;
import picocli.CommandLine.Command;

/** Tells editors what a scenario may hold. */
@Command(
    name = "schema",
    description =
        "Prints the JSON Schema of scenario files, with which editors complete and check keys.",
    footer = {"", "Example:", "  faultmesh schema > scenario.schema.json"})
final class SchemaCommand implements Runnable {
  @Override
  public void run() {
    Terminal.print(Json.write(ScenarioSchema.json()));
  }
}
