package io.faultmesh.cli.command;

import io.faultmesh.cli.option.Terminal;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.network.onnx.file.MissingWeights;
import io.faultmesh.network.onnx.file.NetworkOutput;
import io.faultmesh.network.onnx.file.RefusedNetwork;
import io.faultmesh.network.topology.TopologyFile;
import io.faultmesh.network.topology.TopologyLayer;
import io.faultmesh.report.Json;
import io.faultmesh.text.Progress;
import io.faultmesh.text.Text;
import io.faultmesh.text.TextTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a network contains. */
@Command(
    name = "network",
    description = "Shows a network's layers, shapes, MACs and parameters.",
    footer = {"", "Example:", "  faultmesh network scenarios/networks/lenet-fashion.onnx"})
public final class NetworkCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NETWORK", description = "an ONNX network, or a topology (.csv)")
  private Path file;

  @Option(
      names = "--output",
      paramLabel = "NAME",
      description = "the output, or any other value to cut at; default: all outputs")
  private String output;

  @Option(names = "--json", description = "print JSON instead of a table")
  private boolean json;

  /** One node; MACs, parameters and neurons only of struck layers. */
  record Row(
      Integer layer,
      String name,
      String operation,
      String inputShape,
      String outputShape,
      Integer groups,
      Long macs,
      Long parameters,
      Long neurons) {}

  /** The whole network; a topology's layers have their own inputs. */
  record Contents(
      String file, String inputShape, long macs, long parameters, long neurons, List<Row> nodes) {}

  @Override
  public Integer call() {
    Contents contents =
        Progress.during(
            Terminal.isWatched(),
            "network",
            () -> TopologyFile.isTopology(file) ? topology() : onnx());
    Terminal.print(json ? Json.write(contents) : table(contents));
    return 0;
  }

  private Contents onnx() {
    Network network;
    try {
      NetworkOutput wanted = output == null ? NetworkOutput.ALL : NetworkOutput.named(output);
      network = OnnxImporter.load(file, wanted, MissingWeights.SEEDED);
    } catch (RefusedNetwork e) {
      Terminal.print(json ? Json.write(e.refusals()) : list(e.refusals()));
      throw e;
    }
    return new Contents(
        file.toString(),
        network.input().shape().toString(),
        network.macs(),
        network.parameters(),
        network.neurons(),
        rows(network));
  }

  private Contents topology() {
    List<Row> rows = new ArrayList<>();
    long macs = 0;
    long parameters = 0;
    long neurons = 0;
    for (TopologyLayer layer : TopologyFile.read(file)) {
      rows.add(
          new Row(
              rows.size(),
              layer.name(),
              "Conv",
              layer.channels() + "x" + layer.height() + "x" + layer.width(),
              layer.filters() + "x" + layer.outputHeight() + "x" + layer.outputWidth(),
              1,
              layer.macs(),
              layer.weights(),
              layer.outputs()));
      macs += layer.macs();
      parameters += layer.weights();
      neurons += layer.outputs();
    }
    return new Contents(file.toString(), null, macs, parameters, neurons, rows);
  }

  private static List<Row> rows(Network network) {
    List<Row> rows = new ArrayList<>();
    int layers = 0;
    for (Node node : network.nodes()) {
      String in = node.inputs().isEmpty() ? "" : node.inputs().get(0).shape().toString();
      String out = node.output().shape().toString();
      if (node instanceof Convolution layer) {
        Shape shape = layer.input().shape();
        boolean dense = shape.pixels() == 1 && layer.window().isPointwise();
        rows.add(
            new Row(
                layers++,
                layer.name(),
                layer.isProduct() ? "Product" : dense ? "Dense" : "Conv",
                in,
                out,
                layer.groups(),
                layer.macs(),
                layer.parameters(),
                (long) layer.neurons()));
      } else {
        String kind = node.getClass().getSimpleName();
        rows.add(new Row(null, node.name(), kind, in, out, null, null, null, null));
      }
    }
    return rows;
  }

  /** What is refused, once per operator and reason. */
  private static String list(List<RefusedNetwork.Refusal> refusals) {
    Map<List<String>, List<RefusedNetwork.Refusal>> kinds = new LinkedHashMap<>();
    for (RefusedNetwork.Refusal refusal : refusals) {
      // The long list of what is supported stands in the error message, once.
      String problem = refusal.problem().replaceFirst("; supported are .*", "");
      kinds
          .computeIfAbsent(List.of(refusal.operator(), problem), unused -> new ArrayList<>())
          .add(refusal);
    }
    StringBuilder list = new StringBuilder();
    kinds.forEach(
        (kind, nodes) ->
            list.append(
                Text.format(
                    "refused: %s '%s'%s: %s%n  what would help: %s%n",
                    kind.get(0),
                    nodes.get(0).node(),
                    nodes.size() == 1 ? "" : Text.format(" and %d more", nodes.size() - 1),
                    kind.get(1),
                    nodes.get(0).remedy())));
    return list.toString();
  }

  private static String table(Contents contents) {
    TextTable table =
        new TextTable(">layer", "name", "kind", "input", "output", ">MACs", ">params", ">neurons");
    for (Row row : contents.nodes()) {
      table.row(
          row.layer(),
          row.name(),
          row.operation(),
          row.inputShape(),
          row.outputShape(),
          row.macs(),
          row.parameters(),
          row.neurons());
    }
    return table
        + Text.format(
            "total: %,d MACs, %,d parameters, %,d neurons%n",
            contents.macs(), contents.parameters(), contents.neurons())
        + (contents.inputShape() == null
            ? ""
            : Text.format("per image of %s%n", contents.inputShape()));
  }
}
