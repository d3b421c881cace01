package io.faultmesh.cli.command;

import io.faultmesh.cli.option.DataFolders;
import io.faultmesh.cli.option.ScenarioFile;
import io.faultmesh.cli.option.Terminal;
import io.faultmesh.experiment.QuantisedNetwork;
import io.faultmesh.fast.Benchmark;
import io.faultmesh.report.Json;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.text.Progress;
import io.faultmesh.text.Text;
import io.faultmesh.text.TextTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times the fast engine. */
@Command(
    name = "bench",
    description =
        "Times the fast engine on one thread, beside the layers alone and the exported file in"
            + " ONNX Runtime: images per CPU-second, the best of five rounds.",
    footer = {"", "Example:", "  faultmesh bench scenarios/lenet-fashion.yaml"})
public final class BenchCommand implements Callable<Integer> {
  @Mixin private ScenarioFile file;
  @Mixin private DataFolders data;

  @Option(names = "--batch", paramLabel = "N", description = "images per batch; default 32")
  private int batch = 32;

  @Option(
      names = "--ber",
      paramLabel = "RATE",
      description = "bit error rate of the struck images; default 1e-4")
  private double ber = 1e-4;

  @Option(names = "--json", description = "print JSON instead of a table")
  private boolean json;

  @Override
  public Integer call() {
    Scenario scenario = file.load();
    Benchmark.Result result =
        Progress.during(Terminal.isWatched(), "bench", () -> benchmark(scenario));
    Terminal.print(json ? Json.write(result) : table(result));
    return 0;
  }

  private Benchmark.Result benchmark(Scenario scenario) {
    try (QuantisedNetwork network =
        QuantisedNetwork.open(scenario, file.folder(), data.folders(), 1)) {
      return network.benchmark(Math.max(1, Math.min(4096, batch)), ber);
    }
  }

  private static String table(Benchmark.Result result) {
    TextTable layers = new TextTable("layer", "name", "kernel", ">us per image");
    for (Benchmark.Layer layer : result.layers()) {
      layers.row(
          layer.layer(), layer.name(), layer.kernel(), Text.format("%,.1f", layer.microseconds()));
    }
    TextTable speeds = new TextTable("images per CPU-second", ">", ">of the layers alone");
    row(speeds, "without faults", result.clean(), result);
    row(speeds, "with faults", result.struck(), result);
    row(speeds, "layers alone", result.nodes(), result);
    row(speeds, "exported file in ONNX Runtime", result.exported(), result);
    return layers + "\n" + speeds;
  }

  private static void row(TextTable table, String name, double speed, Benchmark.Result result) {
    table.row(name, Text.format("%,.1f", speed), Text.format("%.2f", speed / result.nodes()));
  }
}
