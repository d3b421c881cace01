package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.experiment.RunOptions;
import io.faultmesh.measure.Ranking;
import io.faultmesh.oracle.generated.OnnxGraph;
import io.faultmesh.report.DesignResult;
import io.faultmesh.report.Findings;
import io.faultmesh.report.table.ResultTable;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SDC and masking need no labels; accuracy does. */
class UnlabelledImagesTest {
  private static final int SIDE = 8;
  private static final int CLASSES = 6;
  private static final int IMAGES = 12;
  private static final String LONG_NAME = "a-name-that-does-not-fit-into-its-column";

  private static final String SCENARIO =
      """
      name: unlabelled
      network: network.onnx
      dataset:
        format: images
        path: images
        calibration: {images: 2}
        preprocessing: {scale: 0.00392156862745098}
      faults: {ber: [1.0e-2], trials: 3, sites: [activation]}
      designs: [base, {preset: crt2, name: %s}]
      measure: {cycles: machine, images: true, float: true}
      """
          .formatted(LONG_NAME);

  @TempDir private Path folder;

  @BeforeEach
  void writeNetworkAndImages() throws IOException {
    Random random = new Random(1);
    OnnxGraph graph = new OnnxGraph(13);
    int inputs = 3 * SIDE * SIDE;
    float[] weights = new float[CLASSES * inputs];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    String flat =
        graph.node("Flatten", List.of(graph.input(3, SIDE, SIDE)), OnnxGraph.attribute("axis", 1));
    String logits =
        graph.node(
            "Gemm",
            List.of(flat, graph.floats(weights, CLASSES, inputs)),
            OnnxGraph.attribute("transB", 1));
    Files.write(folder.resolve("network.onnx"), graph.toBytes(logits));
    Files.createDirectory(folder.resolve("images"));
    for (int i = 0; i < IMAGES; i++) {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
        image.setRGB(pixel % SIDE, pixel / SIDE, random.nextInt(1 << 24));
      }
      ImageIO.write(image, "png", folder.resolve("images/%02d.png".formatted(i)).toFile());
    }
  }

  private void label(String header, String label) throws IOException {
    StringBuilder text = new StringBuilder(header + "\n");
    for (int i = 0; i < IMAGES; i++) {
      text.append("%02d.png%s\n".formatted(i, label));
    }
    Files.writeString(folder.resolve("images/labels.csv"), text);
  }

  private RunOptions options(String out) {
    return new RunOptions(folder.resolve(out), List.of(), 2, 0, 1, false);
  }

  private Findings run(String out) {
    Scenario scenario = ScenarioLoader.parse("unlabelled.yaml", SCENARIO, List.of());
    return Simulation.run(scenario, folder, options(out));
  }

  private List<String> column(String out, int column) throws IOException {
    return Files.readAllLines(folder.resolve(out).resolve("images.csv")).stream()
        .skip(1)
        .map(line -> line.split(",", -1)[column])
        .toList();
  }

  @Test
  void withoutLabelsSdcAndMaskingAreTheSame() throws IOException {
    label("file,label", ",3");
    List<DesignResult> labelled = run("labelled").summary().results();
    assertThat(column("labelled", 4)).containsOnly("3");
    assertThat(labelled).allMatch(result -> result.accuracy() != null && result.drop() != null);
    assertThat(Files.readAllLines(folder.resolve("labelled/classes.csv"))).hasSize(1 + 2);
    label("file", "");
    List<DesignResult> named = run("named").summary().results();
    Files.delete(folder.resolve("images/labels.csv"));
    Findings without = run("without");
    assertThat(without.summary().results()).isEqualTo(named);
    assertThat(without.summary().goldenAccuracy()).isNull();
    assertThat(without.summary().floatAccuracy()).isNull();
    for (int i = 0; i < 2; i++) {
      assertThat(named.get(i).accuracy()).isNull();
      assertThat(named.get(i).drop()).isNull();
      assertThat(named.get(i).goldenAccuracy()).isNull();
      assertThat(named.get(i).sdc1()).isEqualTo(labelled.get(i).sdc1());
      assertThat(named.get(i).masked()).isEqualTo(labelled.get(i).masked());
      assertThat(named.get(i).struck()).isPositive();
    }
    assertThat(column("without", 4)).containsOnly("");
    assertThat(column("without", 10)).isEqualTo(column("labelled", 10));
    assertThat(folder.resolve("without/classes.csv")).doesNotExist();
  }

  @Test
  void theTableSaysSoAndFitsATerminal() throws IOException {
    String unlabelled = ResultTable.of(run("without"));
    assertThat(unlabelled).contains("no labels").doesNotContain("accuracy  ");
    label("file,label", ",3");
    String table = ResultTable.of(run("labelled"));
    assertThat(table).contains("drop", "masked of struck", LONG_NAME);
    assertThat((unlabelled + table).lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void aSearchNeedsLabels() {
    String search =
        SCENARIO
            + """
            optimise:
              design: {preset: cl, score: weight-l1}
              validation: {first: 5, images: 5, trials: 1}
            """;
    Scenario scenario =
        ScenarioLoader.parse("unlabelled.yaml", search, List.of("dataset.images=5"));
    assertThatThrownBy(
            () ->
                io.faultmesh.optimize.Optimiser.run(
                    scenario, folder, options("search"), 3, line -> {}))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("images: its images have no labels");
  }

  @Test
  void theMarginIsTheFirstLogitsDistanceToTheNext() {
    assertThat(Ranking.margin(new byte[] {-128, 127, 3})).isEqualTo(124);
    assertThat(Ranking.margin(new byte[] {127, 127})).isZero();
    assertThat(Ranking.margin(new byte[] {-128, 127})).isEqualTo(255);
    assertThat(Ranking.margin(new byte[] {5})).isZero();
  }
}
