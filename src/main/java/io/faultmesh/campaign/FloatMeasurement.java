package io.faultmesh.campaign;

import io.faultmesh.dataset.LabelledImage;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.measure.Ranking;
import io.faultmesh.network.Network;
import io.faultmesh.network.onnx.file.FloatNetwork;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** What the float network gets right, for comparison. */
public final class FloatMeasurement {
  private FloatMeasurement() {}

  /** The fraction of test images that it classifies as labelled. */
  public static double accuracy(Path file, Network network, TestImages images) {
    try (FloatNetwork reference = new FloatNetwork(file, network, List.of(network.output()))) {
      long correct =
          IntStream.range(images.firstIndex(), images.firstIndex() + images.count())
              .parallel()
              .filter(
                  index -> {
                    LabelledImage image = images.test(index);
                    float[] logits = reference.run(image.pixels()).get(network.output());
                    return Ranking.top1(logits) == image.label();
                  })
              .count();
      return (double) correct / images.count();
    }
  }
}
