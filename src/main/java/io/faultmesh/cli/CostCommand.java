package io.faultmesh.cli;

import io.faultmesh.RunOptions;
import io.faultmesh.Workbench;
import io.faultmesh.cost.Area;
import io.faultmesh.cost.Energy;
import io.faultmesh.report.Json;
import io.faultmesh.report.Units;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.MeasureSettings.Cycles;
import io.faultmesh.scenario.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what designs cost, part by part. */
@Command(
    name = "cost",
    description =
        "Shows the area of a scenario's designs, part by part, and the energy of its first image.",
    footer = {
      "",
      "Example:",
      "  faultmesh cost scenarios/lenet-fashion.yaml --set 'designs=[base,crt2]'"
    })
final class CostCommand implements Callable<Integer> {
  @Mixin private ScenarioFile file;

  @Mixin private DataFolders data;

  @Option(names = "--json", description = "print JSON instead of a table")
  private boolean json;

  /**
   * A design, or the array with every column tripled, which no scenario asks for.
   *
   * @param energy by part; empty where the scenario leaves the machine out
   */
  record Row(
      String design,
      double areaUm2,
      double areaOverhead,
      List<Area.Part> area,
      Double energyPjPerImage,
      List<Energy.Part> energy) {
    static Row of(String design, Area area, Area bare, Energy energy) {
      return new Row(
          design,
          area.totalUm2(),
          area.overhead(bare),
          area.parts(),
          energy == null ? null : energy.totalPj(),
          energy == null ? List.of() : energy.parts());
    }
  }

  @Override
  public Integer call() {
    Scenario scenario = file.load();
    Path folder = Path.of("runs", scenario.name());
    RunOptions options = new RunOptions(folder, data.folders(), 1, 0, 1, false);
    List<Row> rows = new ArrayList<>();
    try (Workbench bench = Workbench.open(scenario, file.folder(), options, scenario.designs())) {
      Area bare = bench.areas().bare();
      for (DesignSettings design : scenario.designs()) {
        Energy energy = scenario.measure().cycles() == Cycles.NONE ? null : bench.energy(design);
        rows.add(Row.of(design.name(), bench.area(design), bare, energy));
      }
      rows.add(Row.of("full TMR", bench.areas().fullTripling(), bare, null));
    }
    Terminal.print(json ? Json.write(rows) : table(rows));
    return 0;
  }

  private static String table(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    block(text, "area, mm2", rows, row -> areas(row.area()));
    text.append(String.format("%-20s", "overhead"));
    rows.forEach(row -> text.append(number("%+15.2f%%", 100 * row.areaOverhead())));
    text.append(System.lineSeparator());
    List<Row> measured = rows.stream().filter(row -> row.energyPjPerImage() != null).toList();
    if (!measured.isEmpty()) {
      text.append(System.lineSeparator());
      block(text, "energy, uJ", measured, row -> energies(row.energy()));
    }
    return text.toString();
  }

  private static Map<String, Double> areas(List<Area.Part> parts) {
    Map<String, Double> figures = new LinkedHashMap<>();
    parts.forEach(part -> figures.put(part.name(), part.um2() / Units.UM2_PER_MM2));
    return figures;
  }

  private static Map<String, Double> energies(List<Energy.Part> parts) {
    Map<String, Double> figures = new LinkedHashMap<>();
    parts.forEach(part -> figures.put(part.name(), part.pj() / Units.PJ_PER_UJ));
    return figures;
  }

  /** Designs side by side, a line per part and one for the total. */
  private static void block(
      StringBuilder text, String title, List<Row> rows, Function<Row, Map<String, Double>> parts) {
    List<Map<String, Double>> columns = rows.stream().map(parts).toList();
    Set<String> names = new LinkedHashSet<>();
    columns.forEach(column -> names.addAll(column.keySet()));
    text.append(String.format("%-20s", title));
    rows.forEach(row -> text.append(String.format(" %16s", row.design())));
    text.append(System.lineSeparator());
    for (String name : names) {
      text.append(String.format("%-20s", name));
      columns.forEach(column -> text.append(number("%16.4f", column.getOrDefault(name, 0.0))));
      text.append(System.lineSeparator());
    }
    text.append(String.format("%-20s", "total"));
    columns.forEach(
        column ->
            text.append(number("%16.4f", column.values().stream().mapToDouble(v -> v).sum())));
    text.append(System.lineSeparator());
  }

  private static String number(String format, double value) {
    return " " + String.format(Locale.ROOT, format, value);
  }
}
