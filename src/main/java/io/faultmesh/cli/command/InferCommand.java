package io.faultmesh.cli.command;

import io.faultmesh.campaign.Inference;
import io.faultmesh.cli.option.DataFolders;
import io.faultmesh.cli.option.ScenarioFile;
import io.faultmesh.cli.option.Terminal;
import io.faultmesh.report.InferenceResult;
import io.faultmesh.report.table.InferenceText;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.text.Progress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows one image's outputs. */
@Command(
    name = "infer",
    description =
        "Shows one image's outputs, of the float network and in int8, without faults and with"
            + " some, and how far faults spread from layer to layer.",
    footer = {
      "",
      "Example:",
      "  faultmesh infer scenarios/lenet-fashion.yaml --image 600 --ber 1e-3 --layers"
    })
public final class InferCommand implements Callable<Integer> {
  @Mixin private ScenarioFile file;
  @Mixin private DataFolders data;

  @Option(
      names = "--image",
      paramLabel = "N",
      description =
          "index in the data set, as in images.csv, which faults go by; default none: needed unless"
              + " --input stands in, and then 0")
  private Integer image;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description =
          "the network's input instead of an image, after preprocessing: a NumPy array (.npy) or a"
              + " tensor in ONNX's format (.pb); default none")
  private Path input;

  @Option(
      names = "--design",
      paramLabel = "NAME",
      description = "a design of the scenario; default its first")
  private String design;

  @Option(
      names = "--ber",
      paramLabel = "RATE",
      description = "draws faults at this bit error rate, as run does; default none")
  private Double ber;

  @Option(
      names = "--faults",
      paramLabel = "LIST",
      description = "a list of faults, as replay takes it, instead of drawn ones")
  private Path faults;

  @Option(
      names = "--trial",
      paramLabel = "T",
      description = "whose faults strike; default ${DEFAULT-VALUE}")
  private int trial;

  @Option(
      names = "--layers",
      description = "also each layer's checksum, and how many of its values differ")
  private boolean layers;

  @Option(names = "--json", description = "print JSON, with all outputs, instead of tables")
  private boolean json;

  @Override
  public Integer call() {
    Inference.Request request =
        new Inference.Request(image, input, design, ber, faults, trial, layers);
    Scenario scenario = file.load();
    InferenceResult result =
        Progress.during(
            Terminal.isWatched(),
            "inference",
            () -> Inference.of(scenario, file.folder(), data.folders(), request));
    Terminal.print(InferenceText.of(result).as(json));
    return 0;
  }
}
