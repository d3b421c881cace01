package io.faultmesh.network.onnx;

import static io.faultmesh.oracle.generated.OnnxGraph.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Selection;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.oracle.generated.OnnxGraph;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of a resized image come from where ONNX Runtime takes them. */
class ResizedPlacesTest {
  private static final int CHANNELS = 2;
  private static final int SIDE = 7;
  private static final float[][] SCALES = {{2, 3}, {1.5f, 2.3f}, {0.5f, 0.75f}, {0.6f, 1}};

  /** A file whose first node resizes an image of 2x7x7. */
  private static byte[] file(
      OnnxGraph graph, String operator, List<String> inputs, AttributeProto... attributes) {
    String resized = graph.node(operator, inputs, attributes);
    float[] weights = new float[CHANNELS];
    return graph.toBytes(
        graph.node("Conv", List.of(resized, graph.floats(weights, 1, CHANNELS, 1, 1))));
  }

  /** Each value of the image is its number, so what ONNX Runtime gives are the numbers taken. */
  private static void assertPlaces(byte[] file, String what) {
    GeneratedNetworks.load(
        file,
        path -> {
          Network network = OnnxImporter.load(path);
          Node node = network.nodes().get(0);
          float[] numbers = new float[CHANNELS * SIDE * SIDE];
          for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
          }
          try (FloatNetwork floats = new FloatNetwork(path, network, List.of(node.output()))) {
            List<Integer> expected = new ArrayList<>();
            for (float number : floats.run(numbers).get(node.output())) {
              expected.add((int) number);
            }
            assertThat(((Selection) node).sources())
                .as(what)
                .containsExactly(expected.stream().mapToInt(Integer::intValue).toArray());
          }
          return null;
        });
  }

  @ParameterizedTest
  @CsvSource({
    "11, asymmetric",
    "11, half_pixel",
    "11, tf_half_pixel_for_nn",
    "13, pytorch_half_pixel",
    "13, align_corners",
    "18, half_pixel"
  })
  void byItsCoordinatesAndItsRounding(int opset, String coordinates) {
    for (String nearest : List.of("floor", "ceil", "round_prefer_floor", "round_prefer_ceil")) {
      for (float[] scale : SCALES) {
        OnnxGraph graph = new OnnxGraph(opset);
        String image = graph.input(CHANNELS, SIDE, SIDE);
        String scales = graph.floats(new float[] {1, 1, scale[0], scale[1]}, 4);
        assertPlaces(
            file(
                graph,
                "Resize",
                List.of(image, graph.floats(new float[0], 0), scales),
                attribute("coordinate_transformation_mode", coordinates),
                attribute("nearest_mode", nearest)),
            coordinates + " " + nearest + " " + scale[0]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 10})
  void whereTheOperatorSetHasNoModes(int opset) {
    for (float[] scale : SCALES) {
      if (opset == 9 && scale[0] < 1) {
        continue; // Upsample does not make images smaller.
      }
      OnnxGraph graph = new OnnxGraph(opset);
      String image = graph.input(CHANNELS, SIDE, SIDE);
      String scales = graph.floats(new float[] {1, 1, scale[0], scale[1]}, 4);
      String operator = opset == 9 ? "Upsample" : "Resize";
      assertPlaces(file(graph, operator, List.of(image, scales)), operator + " " + scale[0]);
    }
  }

  @Test
  void alongNamedAxesOnly() {
    OnnxGraph graph = new OnnxGraph(18);
    String image = graph.input(CHANNELS, SIDE, SIDE);
    assertPlaces(
        file(
            graph,
            "Resize",
            List.of(image, "", graph.floats(new float[] {3, 0.5f}, 2)),
            attribute("axes", new long[] {3, -2})),
        "scales");
    graph = new OnnxGraph(18);
    image = graph.input(CHANNELS, SIDE, SIDE);
    assertPlaces(
        file(
            graph,
            "Resize",
            List.of(image, "", "", graph.longs(12)),
            attribute("axes", new long[] {-1})),
        "sizes");
  }

  @Test
  void aPolicyOfRatiosIsRefusedByItsName() {
    OnnxGraph graph = new OnnxGraph(18);
    String image = graph.input(CHANNELS, SIDE, SIDE);
    byte[] file =
        file(
            graph,
            "Resize",
            List.of(image, "", "", graph.longs(12, 20)),
            attribute("axes", new long[] {2, 3}),
            attribute("keep_aspect_ratio_policy", "not_larger"));
    assertThatThrownBy(() -> GeneratedNetworks.load(file, OnnxImporter::load))
        .hasMessageContaining("not_larger");
  }
}
