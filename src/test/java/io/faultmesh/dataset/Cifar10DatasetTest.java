package io.faultmesh.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DatasetSettings.Format;
import io.faultmesh.scenario.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10DatasetTest {
  private static final int RECORD = 3073;

  @TempDir Path folder;

  /** Image i has the label i, red i, green 100 + i, blue 200 + i; its first red sample is 255. */
  private static byte[] records(int count) {
    byte[] data = new byte[count * RECORD];
    for (int i = 0; i < count; i++) {
      int start = i * RECORD;
      data[start] = (byte) i;
      for (int c = 0; c < 3; c++) {
        int plane = start + 1 + c * 1024;
        Arrays.fill(data, plane, plane + 1024, (byte) (100 * c + i));
      }
      data[start + 1] = (byte) 255;
    }
    return data;
  }

  private void assertBad(byte[] data, String part) throws IOException {
    Path file = Files.write(folder.resolve("test_batch.bin"), data);
    assertThatThrownBy(() -> Dataset.open(Format.CIFAR10, folder, Preprocessing.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(part);
  }

  @Test
  void readsRecordsOfAFileOrOfAFolder() throws IOException {
    Path file = Files.write(folder.resolve("test_batch.bin"), records(3));
    for (Path path : new Path[] {file, folder}) {
      try (Dataset set = Dataset.open(Format.CIFAR10, path, Preprocessing.NONE)) {
        assertThat(set.size()).isEqualTo(3);
        assertThat(set.shape()).containsExactly(3, 32, 32);
        LabelledImage image = set.read(2);
        assertThat(image.label()).isEqualTo(2);
        assertThat(image.pixels()).hasSize(3072);
        assertThat(image.pixels()[0]).isEqualTo(255f);
        assertThat(image.pixels()[1]).isEqualTo(2f);
        assertThat(image.pixels()[1024]).isEqualTo(102f);
        assertThat(image.pixels()[3071]).isEqualTo(202f);
      }
    }
  }

  @Test
  void ordersChannelsBeforeMeanAndStd() throws IOException {
    Path file = Files.write(folder.resolve("data.bin"), records(1));
    Preprocessing bgr = Preprocessings.of().bgr().scale(0.5).mean(1, 2, 3).std(1, 2, 4).build();
    float[] pixels = Dataset.open(Format.CIFAR10, file, bgr).read(0).pixels();
    assertThat(pixels[5]).isEqualTo(99f);
    assertThat(pixels[1024 + 5]).isEqualTo(24f);
    assertThat(pixels[2048 + 5]).isEqualTo(-0.75f);
  }

  @Test
  void damagedFilesAreErrors() throws IOException {
    assertBad(new byte[0], "holds no images");
    assertBad(Arrays.copyOf(records(2), 2 * RECORD - 1), "6145 bytes are not a multiple");
    byte[] wrong = records(2);
    wrong[RECORD] = 10;
    assertBad(wrong, "image 1 has the label 10, above 9");
    Path missing = folder.resolve("none.bin");
    assertThatThrownBy(() -> Dataset.open(Format.CIFAR10, missing, Preprocessing.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessage(missing + ": no such file");
  }
}
