package io.faultmesh.cli.option;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The {@code --set} option. */
public final class Settings {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "set a scenario key, like faults.trials=3 or%n'designs=[base,crt1]'; may be repeated, a"
              + " later one wins")
  private List<String> given = new ArrayList<>();

  public List<String> given() {
    return given;
  }
}
