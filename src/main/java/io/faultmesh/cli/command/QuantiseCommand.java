package io.faultmesh.cli.command;

import io.faultmesh.cli.option.DataFolders;
import io.faultmesh.cli.option.ScenarioFile;
import io.faultmesh.cli.option.Terminal;
import io.faultmesh.experiment.QuantisedNetwork;
import io.faultmesh.experiment.TensorErrors;
import io.faultmesh.files.WholeFile;
import io.faultmesh.network.onnx.export.ExportForm;
import io.faultmesh.report.Json;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.text.Progress;
import io.faultmesh.text.Text;
import io.faultmesh.text.TextTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  private static final double FAR_DECIBELS = 30;

  @Mixin private ScenarioFile file;
  @Mixin private DataFolders data;

  @Option(names = "--out", paramLabel = "FILE", description = "the ONNX file to write; no default")
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
      names = "--explain",
      paramLabel = "N",
      arity = "0..1",
      fallbackValue = "16",
      description =
          "print how far every tensor lies from the float network's, over N test images; default of"
              + " N: ${FALLBACK-VALUE}")
  private Integer explained;

  @Option(names = "--json", description = "print JSON instead of a table")
  private boolean json;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "worker threads; default one per processor")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--force", description = "replace a file that exists")
  private boolean force;

  @Override
  public Integer call() {
    if (out == null && explained == null) {
      throw new BadInputException("quantise needs --out FILE, --explain, or both");
    }
    if (explained != null && explained < 1) {
      throw new BadInputException("--explain takes at least 1 image, not " + explained);
    }
    Scenario scenario = file.load();
    Terminal.print(Progress.during(Terminal.isWatched(), "quantisation", () -> run(scenario)));
    return 0;
  }

  /** Does it, and says what there is to print. */
  private String run(Scenario scenario) {
    try (QuantisedNetwork network =
        QuantisedNetwork.open(scenario, file.folder(), data.folders(), Math.max(1, threads))) {
      String text = out == null ? "" : "network: " + write(network) + "\n";
      if (explained == null) {
        return text;
      }
      List<TensorErrors.Row> rows = network.explain(explained);
      return json ? Json.write(rows) : text + table(rows) + hint(scenario, rows);
    }
  }

  private Path write(QuantisedNetwork network) {
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

  /** What may help where the last tensor lies far from the floats. */
  private static String hint(Scenario scenario, List<TensorErrors.Row> rows) {
    boolean far = !rows.isEmpty() && rows.get(rows.size() - 1).decibels() < FAR_DECIBELS;
    QuantisationSettings own = scenario.quantisation();
    List<String> keys = new ArrayList<>();
    if (far && !own.biasCorrection()) {
      keys.add("biasCorrection: true");
    }
    if (far && !own.unsigned()) {
      keys.add("unsigned: true");
    }
    return keys.isEmpty()
        ? ""
        : Text.format(
            "quantisation: {%s} may bring the results nearer to the floats\n",
            String.join(", ", keys));
  }

  private static String table(List<TensorErrors.Row> rows) {
    TextTable table = new TextTable("tensor", "node", ">step", ">mean error", ">largest", ">dB");
    for (TensorErrors.Row row : rows) {
      table.row(
          row.tensor(),
          row.operation(),
          Text.format("%.4g", row.step()),
          Text.format("%.4g", row.meanError()),
          Text.format("%.4g", row.largestError()),
          Text.format("%.1f", row.decibels()));
    }
    return table.toString();
  }
}
