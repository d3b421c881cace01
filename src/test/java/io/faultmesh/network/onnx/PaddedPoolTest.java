package io.faultmesh.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.network.Network;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.OnnxGraph;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ONNX Runtime moves a Pad into the pool behind it, and refuses what comes out. */
class PaddedPoolTest {
  @Test
  void padsAsWideAsThePoolsWindowAreRun() {
    OnnxGraph graph = new OnnxGraph(13);
    String input = graph.input(1, 1, 2);
    String padded =
        graph.node(
            "Pad",
            List.of(input, graph.longs(0, 0, 0, 2, 0, 0, 0, 2)),
            OnnxGraph.attribute("mode", "constant"));
    String pooled =
        graph.node(
            "AveragePool",
            List.of(padded),
            OnnxGraph.attribute("kernel_shape", new long[] {1, 2}),
            OnnxGraph.attribute("strides", new long[] {1, 2}));
    String flat = graph.node("Flatten", List.of(pooled), OnnxGraph.attribute("axis", 1));
    float[] identity = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    byte[] onnx = graph.toBytes(graph.node("MatMul", List.of(flat, graph.floats(identity, 3, 3))));
    float[] means =
        GeneratedNetworks.load(
            onnx,
            file -> {
              Network network = OnnxImporter.load(file);
              try (FloatNetwork floats =
                  new FloatNetwork(file, network, List.of(network.output()))) {
                return floats.run(new float[] {-3, 1}).get(network.output()).clone();
              }
            });
    assertThat(means).containsExactly(0, -1, 0);
  }
}
