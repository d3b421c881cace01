package io.faultmesh.cli.command;

import io.faultmesh.campaign.Workbench;
import io.faultmesh.cli.option.DataFolders;
import io.faultmesh.cli.option.ScenarioFile;
import io.faultmesh.cli.option.Terminal;
import io.faultmesh.cost.Area;
import io.faultmesh.cost.Energy;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.report.Json;
import io.faultmesh.report.Units;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.MeasureSettings.Cycles;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.text.Progress;
import io.faultmesh.text.Text;
import io.faultmesh.text.TextTable;
import io.faultmesh.timing.DesignCost;
import io.faultmesh.timing.TopologyCost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what designs cost, part by part. */
@Command(
    name = "cost",
    description =
        "Shows the area of a scenario's designs, part by part, and the energy, cycles and traffic of"
            + " its first image.",
    footer = {
      "",
      "Example:",
      "  faultmesh cost scenarios/lenet-fashion.yaml --set 'designs=[base,crt2]'",
      "  faultmesh cost scenarios/vgg16-224.yaml \\",
      "      --topology scenarios/topologies/vgg16.csv"
    })
public final class CostCommand implements Callable<Integer> {
  private static final int DESIGNS_PER_BLOCK = 4;
  private static final String FULL = "full TMR";

  @Mixin private ScenarioFile file;

  @Mixin private DataFolders data;

  @Option(names = "--json", description = "print JSON instead of a table")
  private boolean json;

  @Option(
      names = "--topology",
      paramLabel = "FILE",
      description =
          "the designs on the layers of a topology (.csv), with important neurons drawn at random"
              + " in each; default: on the scenario's network")
  private Path topology;

  /**
   * A design, or the array with every column tripled, which no scenario asks for.
   *
   * @param energy by part; empty where the scenario leaves the machine out, and time and traffic
   *     are null
   */
  record Row(
      String design,
      double areaUm2,
      double areaOverhead,
      List<Area.Part> area,
      Double energyPjPerImage,
      List<Energy.Part> energy,
      Long folds,
      Long cyclesPerImage,
      Long stallCyclesPerImage,
      Long dramBytesPerImage) {

    static Row of(String design, Area area, Area bare) {
      double overhead = area.overhead(bare);
      return new Row(
          design, area.totalUm2(), overhead, area.parts(), null, List.of(), null, null, null, null);
    }

    static Row of(String design, DesignCost cost, Area bare) {
      return new Row(
          design,
          cost.area().totalUm2(),
          cost.area().overhead(bare),
          cost.area().parts(),
          cost.energy().totalPj(),
          cost.energy().parts(),
          cost.sum(LayerReport::folds),
          cost.sum(LayerReport::cycles),
          cost.sum(LayerReport::stallCycles),
          cost.sum(LayerReport::dramBytes));
    }
  }

  @Override
  public Integer call() {
    Scenario scenario = file.load();
    List<Row> rows =
        topology == null
            ? Progress.during(Terminal.isWatched(), "cost", () -> ofNetwork(scenario))
            : ofTopology(scenario);
    Terminal.print(json ? Json.write(rows) : table(rows));
    return 0;
  }

  private List<Row> ofNetwork(Scenario scenario) {
    Path folder = Path.of("runs", scenario.name());
    RunOptions options = new RunOptions(folder, data.folders(), 1, 0, 1, false);
    List<Row> rows = new ArrayList<>();
    try (Workbench bench = Workbench.open(scenario, file.folder(), options, scenario.designs())) {
      Area bare = bench.areas().bare();
      boolean runs = scenario.measure().cycles() != Cycles.NONE;
      for (DesignSettings design : scenario.designs()) {
        rows.add(
            runs
                ? Row.of(design.name(), bench.cost(design), bare)
                : Row.of(design.name(), bench.area(design), bare));
      }
      rows.add(Row.of(FULL, bench.areas().fullTripling(), bare));
    }
    return rows;
  }

  private List<Row> ofTopology(Scenario scenario) {
    FileLookup files = new FileLookup(file.folder(), data.folders());
    TopologyCost costs = new TopologyCost(scenario, files);
    Area bare = costs.areas().bare();
    List<DesignCost> designs = costs.of(topology, Terminal.isWatched());
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < designs.size(); i++) {
      rows.add(Row.of(scenario.designs().get(i).name(), designs.get(i), bare));
    }
    rows.add(Row.of(FULL, costs.areas().fullTripling(), bare));
    return rows;
  }

  private static String table(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    List<Row> measured = rows.stream().filter(row -> row.energyPjPerImage() != null).toList();
    sideBySide(rows, some -> text.append(areas(some)));
    sideBySide(
        measured,
        some -> text.append(block("energy, uJ", some, CostCommand::energies)).append("\n"));
    if (!measured.isEmpty()) {
      text.append(times(measured));
    }
    return text.toString().strip() + "\n";
  }

  /** Time and traffic, and how far both are beyond the first design's. */
  private static TextTable times(List<Row> rows) {
    TextTable table =
        new TextTable("one image", ">folds", ">cycles", ">more", ">stalls", ">DRAM bytes", ">more");
    Row first = rows.get(0);
    for (Row row : rows) {
      table.row(
          row.design,
          row.folds,
          row.cyclesPerImage,
          beyond(row.cyclesPerImage, first.cyclesPerImage),
          row.stallCyclesPerImage,
          row.dramBytesPerImage,
          beyond(row.dramBytesPerImage, first.dramBytesPerImage));
    }
    return table;
  }

  private static String beyond(long own, long first) {
    return Text.format("%+.2f %%", 100 * ((double) own / first - 1));
  }

  /** As many designs at a time as fit beside each other. */
  private static void sideBySide(List<Row> rows, Consumer<List<Row>> block) {
    for (int first = 0; first < rows.size(); first += DESIGNS_PER_BLOCK) {
      block.accept(rows.subList(first, Math.min(rows.size(), first + DESIGNS_PER_BLOCK)));
    }
  }

  private static String areas(List<Row> rows) {
    TextTable table = block("area, mm2", rows, CostCommand::areas);
    Function<Row, String> overhead = row -> Text.format("%+.2f %%", 100 * row.areaOverhead());
    return table.row((Object[]) cells("overhead", rows, overhead)) + "\n";
  }

  private static Map<String, Double> areas(Row row) {
    Map<String, Double> figures = new LinkedHashMap<>();
    row.area().forEach(part -> figures.put(part.name(), part.um2() / Units.UM2_PER_MM2));
    return figures;
  }

  private static Map<String, Double> energies(Row row) {
    Map<String, Double> figures = new LinkedHashMap<>();
    row.energy().forEach(part -> figures.put(part.name(), part.pj() / Units.PJ_PER_UJ));
    return figures;
  }

  /** Designs side by side, a line per part and one for the total. */
  private static TextTable block(
      String title, List<Row> rows, Function<Row, Map<String, Double>> parts) {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(parts.apply(row).keySet()));
    TextTable table = new TextTable(cells(title, rows, row -> ">" + row.design()));
    for (String name : names) {
      table.row(
          (Object[]) cells(name, rows, row -> number(parts.apply(row).getOrDefault(name, 0.0))));
    }
    return table.row((Object[]) cells("total", rows, row -> number(sum(parts.apply(row)))));
  }

  private static double sum(Map<String, Double> figures) {
    return figures.values().stream().mapToDouble(one -> one).sum();
  }

  private static String number(double value) {
    return Text.format("%.4f", value);
  }

  private static String[] cells(String first, List<Row> rows, Function<Row, String> cell) {
    return Stream.concat(Stream.of(first), rows.stream().map(cell)).toArray(String[]::new);
  }
}
