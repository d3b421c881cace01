package io.faultmesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.experiment.RunOptions;
import io.faultmesh.oracle.generated.VggShaped;
import io.faultmesh.report.DesignResult;
import io.faultmesh.report.Summary;
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

/**
 * {@code scenarios/cross-layer-vgg16.yaml} with a user's own network of VGG-16's shape and images
 * of ImageNet's size: other data keys, the same designs.
 */
class CrossLayerVggTest {
  private static final int IMAGES = 4;
  private static final long[] CRT_BITS = {8, 10, 12, 14};

  /** As docs/results/vgg16.md has it. */
  private static final String IMAGENET =
      "{format: images, path: data/imagenet/test,"
          + " calibration: {path: data/imagenet/calibration, images: 100},"
          + " preprocessing: {resize: 256, crop: 224, scale: 0.00392156862745098,"
          + " mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}}";

  @TempDir private Path data;

  @BeforeEach
  void writeNetworkAndImages() throws IOException {
    Files.createDirectories(data.resolve("networks"));
    Files.write(data.resolve("networks/vgg16.onnx"), VggShaped.onnx(1));
    writeImages("data/imagenet/test", 2);
    writeImages("data/imagenet/calibration", 3);
  }

  private void writeImages(String folder, long seed) throws IOException {
    Path images = Files.createDirectories(data.resolve(folder));
    Random random = new Random(seed);
    StringBuilder labels = new StringBuilder("file,label\n");
    for (int i = 0; i < IMAGES; i++) {
      BufferedImage image = new BufferedImage(300, 260, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          image.setRGB(x, y, random.nextInt(1 << 24));
        }
      }
      ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
      labels.append(i).append(".png,").append(random.nextInt(VggShaped.CLASSES)).append('\n');
    }
    Files.writeString(images.resolve("labels.csv"), labels);
  }

  private Summary run(String out, int threads, int batch) {
    Path file = Path.of("scenarios/cross-layer-vgg16.yaml");
    Scenario scenario =
        ScenarioLoader.load(
            file,
            List.of(
                "network=networks/vgg16.onnx",
                "dataset=" + IMAGENET,
                "dataset.calibration.images=" + IMAGES,
                "faults.ber=[1.0e-4, 2.0e-4]",
                "faults.trials=2",
                "measure.cycles=none"));
    RunOptions options =
        new RunOptions(data.resolve(out), List.of(data), threads, batch, 100, false);
    return Simulation.run(scenario, file.getParent(), options).summary();
  }

  @Test
  void everyDesignRunsOnANetworkOfVggsShape() throws IOException {
    Summary summary = run("a", 2, 0);
    assertThat(summary.images()).isEqualTo(IMAGES);
    assertThat(summary.results().stream().map(DesignResult::design).distinct())
        .startsWith("base", "crt1", "crt2", "crt3")
        .anyMatch(design -> design.startsWith("arch"))
        .anyMatch(design -> design.startsWith("alg"))
        .anyMatch(design -> design.startsWith("cl"));
    long neurons = summary.network().neurons();
    for (int bits = 0; bits < CRT_BITS.length; bits++) {
      DesignResult result = summary.results().get(2 * bits);
      assertThat(result.exposedBitsPerImage()).isEqualTo(neurons * CRT_BITS[bits]);
    }
    for (DesignResult result : summary.results()) {
      double expected = result.flips().expected();
      assertThat((double) result.flips().actual())
          .as(result.design() + " at " + result.ber())
          .isBetween(expected - 5 * Math.sqrt(expected), expected + 5 * Math.sqrt(expected));
    }
    run("b", 1, 3);
    assertThat(data.resolve("b/trials.csv")).hasSameTextualContentAs(data.resolve("a/trials.csv"));
    assertThat(data.resolve("b/flips.csv")).hasSameTextualContentAs(data.resolve("a/flips.csv"));
  }
}
