package io.faultmesh.cli.command;

import io.faultmesh.cli.option.Terminal;
import io.faultmesh.files.Existing;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.files.RunFolder;
import io.faultmesh.files.Source;
import io.faultmesh.machine.actor.ActorMachine;
import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.network.onnx.file.NetworkOutput;
import io.faultmesh.report.Json;
import io.faultmesh.report.csv.LayersCsv;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.ArraySettings.Overlap;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.text.Progress;
import io.faultmesh.text.Text;
import io.faultmesh.text.TextTable;
import io.faultmesh.timing.NetworkTiming;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Times a network on the bare machine. */
@Command(
    name = "timing",
    description =
        "Shows the cycles of each layer of a network on the bare machine, with seeded values.",
    footer = {
      "",
      "Example:",
      "  faultmesh timing scenarios/networks/lenet-fashion.onnx --array 16x16"
    })
public final class TimingCommand implements Callable<Integer> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

  /** Short names of the dataflows. */
  private enum Flow {
    OS(Dataflow.OUTPUT_STATIONARY),
    WS(Dataflow.WEIGHT_STATIONARY),
    IS(Dataflow.INPUT_STATIONARY);

    private final Dataflow dataflow;

    Flow(Dataflow dataflow) {
      this.dataflow = dataflow;
    }
  }

  @Parameters(paramLabel = "NETWORK", description = "an ONNX network, or a topology (.csv)")
  private Path file;

  @Option(
      names = "--array",
      paramLabel = "ROWSxCOLUMNS",
      description = "1x1 to 1024x1024; default ${DEFAULT-VALUE}")
  private String array = "32x32";

  @Option(
      names = "--dataflow",
      paramLabel = "FLOW",
      description = "os, ws or is (output-, weight-, input-stationary); default os")
  private Flow flow = Flow.OS;

  @Option(
      names = "--output",
      paramLabel = "NAME",
      description = "the network's output, or any other value to cut at; default: all outputs")
  private String output;

  @Option(
      names = "--ideal-memory",
      description = "every transfer is over at once; default: caches and DRAM take time")
  private boolean ideal;

  @Option(
      names = "--overlap",
      paramLabel = "WHEN",
      description =
          "a fold starts behind the one in front (none), or early (preload); default none")
  private Overlap overlap = Overlap.NONE;

  @Option(names = "--drain", description = "output-stationary folds move their sums out row by row")
  private boolean drain;

  @Option(names = "--json", description = "print JSON instead of a table")
  private boolean json;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "a folder for layers.csv; default: none is written")
  private Path out;

  @Option(
      names = "--force",
      description = "replace another result in that folder, never anybody else's files")
  private boolean force;

  // A single machine moves fastest on one thread: its wave of messages stays in one cache.
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "worker threads; default ${DEFAULT-VALUE}, which is fastest")
  private int threads = 1;

  @Override
  public Integer call() {
    AcceleratorSettings accelerator =
        new AcceleratorSettings(
            settings(),
            null,
            null,
            null,
            ideal ? AcceleratorSettings.Memory.IDEAL : AcceleratorSettings.Memory.REAL);
    NetworkOutput wanted = output == null ? NetworkOutput.ALL : NetworkOutput.named(output);
    try (RunFolder folder = folder(accelerator);
        ActorMachine driver = new ActorMachine(threads, 256)) {
      NetworkTiming timing = new NetworkTiming(accelerator, driver);
      List<LayerReport> layers =
          Progress.during(Terminal.isWatched(), "timing", () -> timing.time(file, wanted));
      int elements = accelerator.array().rows() * accelerator.array().columns();
      if (folder != null) {
        folder.write("layers.csv", LayersCsv.heading() + LayersCsv.rows("base", elements, layers));
        folder.complete();
      }
      Terminal.print(json ? Json.write(Result.of(layers, elements)) : table(layers, elements));
    }
    return 0;
  }

  /** Null if none is asked for. */
  private RunFolder folder(AcceleratorSettings accelerator) {
    if (out == null) {
      return null;
    }
    Existing existing = force ? Existing.REPLACE : Existing.REFUSE;
    Source source =
        new Source(ProgramVersion.text(), "timing", accelerator.toString(), List.of(file));
    return RunFolder.create(out, existing, source);
  }

  private ArraySettings settings() {
    Matcher size = SIZE.matcher(array);
    if (!size.matches()) {
      throw new BadInputException("--array must be ROWSxCOLUMNS, like 32x32, not '" + array + "'");
    }
    try {
      return new ArraySettings(
          Integer.valueOf(size.group(1)),
          Integer.valueOf(size.group(2)),
          flow.dataflow,
          overlap,
          drain);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--array: " + e.getMessage(), e);
    }
  }

  /**
   * The whole network.
   *
   * @param layers columns as in {@code layers.csv}, with the layers' names
   */
  record Result(
      long cycles, long stallCycles, long macs, long dramBytes, List<Map<String, Object>> layers) {
    static Result of(List<LayerReport> layers, int elements) {
      return new Result(
          layers.stream().mapToLong(LayerReport::cycles).sum(),
          layers.stream().mapToLong(LayerReport::stallCycles).sum(),
          layers.stream().mapToLong(LayerReport::macs).sum(),
          layers.stream().mapToLong(LayerReport::dramBytes).sum(),
          layers.stream().map(layer -> row(layer, elements)).toList());
    }

    private static Map<String, Object> row(LayerReport layer, int elements) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("layer", layer.index());
      row.put("name", layer.name());
      row.put("folds", layer.folds());
      row.put("cycles", layer.cycles());
      row.put("stallCycles", layer.stallCycles());
      row.put("macs", layer.macs());
      row.put("utilisation", layer.utilisation(elements));
      row.put("dramBytes", layer.dramBytes());
      return row;
    }
  }

  private static String table(List<LayerReport> layers, int elements) {
    Result all = Result.of(layers, elements);
    TextTable table =
        new TextTable(
            ">layer", "name", ">folds", ">cycles", ">stalls", ">MACs", ">used", ">DRAM bytes");
    for (LayerReport layer : layers) {
      table.row(
          layer.index(),
          layer.name(),
          layer.folds(),
          layer.cycles(),
          layer.stallCycles(),
          layer.macs(),
          Text.format("%.2f %%", 100 * layer.utilisation(elements)),
          layer.dramBytes());
    }
    return table
        + Text.format("total: %,d cycles, %,d of them stalls%n", all.cycles, all.stallCycles)
        + Text.format("%,d MACs; %,d bytes moved from and to DRAM%n", all.macs, all.dramBytes);
  }
}
