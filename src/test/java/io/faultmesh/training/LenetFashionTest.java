package io.faultmesh.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.dataset.Dataset;
import io.faultmesh.scenario.DatasetSettings.Format;
import io.faultmesh.scenario.Preprocessing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LenetFashionTest {
  private static Dataset testImages() {
    return Dataset.open(
        Format.IDX,
        Path.of("scenarios/data/fashion-mnist"),
        new Preprocessing(null, null, null, 0.00392156862745098, null, null));
  }

  @Test
  void theNetworkOfTheExamplesIsAccurate() throws Exception {
    byte[] model = Files.readAllBytes(Path.of("scenarios/networks/lenet-fashion.onnx"));
    try (Dataset images = testImages()) {
      assertThat(images.size()).isEqualTo(10_000);
      assertThat(FloatAccuracy.measure(model, images, 2_000)).isGreaterThan(0.895);
    }
  }

  @Test
  void trainingLearnsAndItsSeedDecidesEveryByte() throws Exception {
    try (Dataset images = new FirstImages(testImages(), 1_280)) {
      List<Double> losses = new ArrayList<>();
      byte[] once =
          new FashionTraining(Lenet::new, images, 2, 5).run(e -> losses.add(e.meanLoss()));
      assertThat(losses.get(1)).isLessThan(losses.get(0));
      assertThat(new FashionTraining(Lenet::new, images, 2, 5).run(e -> {})).isEqualTo(once);
      assertThat(new FashionTraining(Lenet::new, images, 2, 6).run(e -> {})).isNotEqualTo(once);
      assertThat(FloatAccuracy.measure(once, images, images.size())).isGreaterThan(0.3);
    }
  }

  @Test
  void trainingRefusesTooFewImages() {
    try (Dataset images = new FirstImages(testImages(), 127)) {
      assertThatThrownBy(() -> new FashionTraining(Lenet::new, images, 1, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least 128 images of [1, 28, 28], not 127");
    }
  }
}
