package io.faultmesh.cli.command;

import io.faultmesh.cli.option.DataFolders;
import io.faultmesh.cli.option.ScenarioFile;
import io.faultmesh.cli.option.Terminal;
import io.faultmesh.experiment.QuantisedNetwork;
import io.faultmesh.files.WholeFile;
import io.faultmesh.network.onnx.export.ExportForm;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.text.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a quantised network. */
@Command(
    name = "quantise",
    aliases = "quantize",
    description =
        "Calibrates a scenario's network and writes it as a quantised ONNX file; run takes that"
            + " file as a network, too, and keeps its integers.",
    footer = {
      "",
      "Example:",
      "  faultmesh quantise scenarios/lenet-fashion.yaml --out lenet-int8.onnx"
    })
public final class QuantiseCommand implements Callable<Integer> {
  @Mixin private ScenarioFile file;
  @Mixin private DataFolders data;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "the ONNX file to write; no default")
  private Path out;

  @Option(
      names = "--form",
      paramLabel = "FORM",
      description =
          "operators: QLinearConv, which ONNX Runtime without graph optimisation computes bit for"
              + " bit as run does; or qdq, floats between QuantizeLinear and DequantizeLinear, for"
              + " deployment; default operators")
  private ExportForm form = ExportForm.OPERATORS;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "worker threads; default one per processor")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--force", description = "replace a file that exists")
  private boolean force;

  @Override
  public Integer call() {
    Scenario scenario = file.load();
    Path written = Progress.during(Terminal.isWatched(), "quantisation", () -> write(scenario));
    Terminal.print("network: " + written + "\n");
    return 0;
  }

  private Path write(Scenario scenario) {
    try (QuantisedNetwork network =
        QuantisedNetwork.open(scenario, file.folder(), data.folders(), Math.max(1, threads))) {
      WholeFile.Target target = WholeFile.target(out, network.file(), force);
      byte[] bytes = network.export(form);
      try (WholeFile whole = target.open()) {
        whole.out().write(bytes);
        whole.complete();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return target.name();
    }
  }
}
