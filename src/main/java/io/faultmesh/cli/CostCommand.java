package io.faultmesh.cli;

import io.faultmesh.RunOptions;
import io.faultmesh.Workbench;
import io.faultmesh.cost.Area;
import io.faultmesh.report.Json;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.ScenarioLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what designs cost, part by part. */
@Command(name = "cost", description = "Shows the area of a scenario's designs, part by part.")
final class CostCommand implements Callable<Integer> {
  private static final double UM2_PER_MM2 = 1e6;

  @Parameters(paramLabel = "SCENARIO", description = "the scenario file")
  private Path scenarioFile;

  @Mixin private DataFolders data;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "sets a scenario key; a later one wins")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--json", description = "print JSON instead of a table")
  private boolean json;

  /** A design, or the array with every column tripled, which no scenario asks for. */
  record Row(String design, double areaUm2, double areaOverhead, List<Area.Part> parts) {
    static Row of(String design, Area area, Area bare) {
      return new Row(design, area.totalUm2(), area.overhead(bare), area.parts());
    }

    double part(String name) {
      return parts.stream().filter(p -> p.name().equals(name)).mapToDouble(Area.Part::um2).sum();
    }
  }

  @Override
  public Integer call() {
    Scenario scenario = ScenarioLoader.load(scenarioFile, settings);
    Path folder = Path.of("runs", scenario.name());
    RunOptions options = new RunOptions(folder, data.folders(), 1, 0, 1, false);
    Path besides = scenarioFile.toAbsolutePath().getParent();
    List<Row> rows = new ArrayList<>();
    try (Workbench bench = Workbench.open(scenario, besides, options, scenario.designs())) {
      Area bare = bench.areas().bare();
      for (DesignSettings design : scenario.designs()) {
        rows.add(Row.of(design.name(), bench.area(design), bare));
      }
      rows.add(Row.of("full TMR", bench.areas().fullTripling(), bare));
    }
    System.out.print(json ? Json.write(rows) : table(rows));
    return 0;
  }

  /** Designs side by side, a line per part. */
  private static String table(List<Row> rows) {
    Set<String> parts = new LinkedHashSet<>();
    rows.forEach(row -> row.parts().forEach(part -> parts.add(part.name())));
    StringBuilder text = new StringBuilder(String.format("%-20s", "area, mm2"));
    rows.forEach(row -> text.append(String.format(" %16s", row.design())));
    text.append(System.lineSeparator());
    for (String part : parts) {
      text.append(String.format("%-20s", part));
      rows.forEach(row -> text.append(number("%16.4f", row.part(part) / UM2_PER_MM2)));
      text.append(System.lineSeparator());
    }
    text.append(String.format("%-20s", "total"));
    rows.forEach(row -> text.append(number("%16.4f", row.areaUm2() / UM2_PER_MM2)));
    text.append(String.format("%n%-20s", "overhead"));
    rows.forEach(row -> text.append(number("%+15.2f%%", 100 * row.areaOverhead())));
    return text.append(System.lineSeparator()).toString();
  }

  private static String number(String format, double value) {
    return " " + String.format(Locale.ROOT, format, value);
  }
}
