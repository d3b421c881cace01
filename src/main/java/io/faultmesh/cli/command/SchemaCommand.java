package io.faultmesh.cli.command;

import io.faultmesh.cli.option.Terminal;
import io.faultmesh.report.Json;
import io.faultmesh.scenario.reading.ScenarioSchema;
import picocli.CommandLine.Command;

/** Tells editors what a scenario may hold. */
@Command(
    name = "schema",
    description =
        "Prints the JSON Schema of scenario files, with which editors complete and check keys.",
    footer = {"", "Example:", "  faultmesh schema > scenario.schema.json"})
public final class SchemaCommand implements Runnable {
  @Override
  public void run() {
    Terminal.print(Json.write(ScenarioSchema.json()));
  }
}
