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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxDatasetTest {
  @TempDir Path folder;

  private Path write(String name, byte[] data) throws IOException {
    return Files.write(folder.resolve(name), data);
  }

  private Dataset open(Path path) {
    return Dataset.open(Format.IDX, path, Preprocessing.NONE);
  }

  private void assertBad(Path path, String... parts) {
    assertThatThrownBy(() -> open(path))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll(parts)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte",
    "t10k-images.idx3-ubyte, t10k-labels.idx1-ubyte",
    "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte"
  })
  void readsTheSetOfAFolder(String images, String labels) throws IOException {
    byte[] data = IdxBytes.images(2);
    write(images, images.endsWith(".gz") ? IdxBytes.gzip(data) : data);
    write(labels, IdxBytes.labels(7, 200));

    try (Dataset set = open(folder)) {
      assertThat(set.size()).isEqualTo(2);
      assertThat(set.shape()).containsExactly(1, 2, 3);
      assertThat(set.read(1).pixels()).containsExactly(6, 7, 8, 9, 10, 11);
      assertThat(set.read(1).label()).isEqualTo(200);
      assertThatThrownBy(() -> set.read(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void prefersTheTestSetUnlessAnImagesFileIsNamed() throws IOException {
    write("t10k-images-idx3-ubyte", IdxBytes.images(1));
    write("t10k-labels-idx1-ubyte", IdxBytes.labels(1));
    Path train = write("train-images-idx3-ubyte", IdxBytes.images(2));
    write("train-labels-idx1-ubyte.gz", IdxBytes.gzip(IdxBytes.labels(1, 2)));

    assertThat(open(folder).size()).isEqualTo(1);
    assertThat(open(train).size()).isEqualTo(2);
  }

  @Test
  void anEmptyOrMissingFolderIsAnError() {
    assertBad(folder, folder.toString(), "holds neither t10k-images");
    assertBad(folder.resolve("none"), folder.resolve("none") + ": no such file");
  }

  @Test
  void aMissingLabelsFileIsNamed() throws IOException {
    write("t10k-images-idx3-ubyte", IdxBytes.images(1));
    assertBad(folder, folder.resolve("t10k-labels-idx1-ubyte") + ": no such file");
    assertBad(write("pictures", IdxBytes.images(1)), "does not contain \"images\"");
  }

  @Test
  void aShortFileIsAnErrorPackedOrNot() throws IOException {
    byte[] whole = IdxBytes.images(2);
    write("t10k-labels-idx1-ubyte", IdxBytes.labels(1, 2));
    Path images = write("t10k-images-idx3-ubyte", Arrays.copyOf(whole, whole.length - 1));
    assertBad(images, "cut short: the header claims 2x2x3 bytes, the file holds 11");
    write("t10k-images-idx3-ubyte", Arrays.copyOf(whole, 9));
    assertBad(images, "cut short: 9 bytes");
    write("t10k-images-idx3-ubyte", new byte[0]);
    assertBad(images, "cut short: 0 bytes");
    byte[] packed = IdxBytes.gzip(whole);
    for (int length = 2; length < packed.length; length++) {
      write("t10k-images-idx3-ubyte", Arrays.copyOf(packed, length));
      assertBad(images, "cut short: the gzip data ends too early");
    }
  }

  @Test
  void aHeaderThatClaimsTooMuchIsAnErrorWithoutItsMemory() throws IOException {
    write("t10k-labels-idx1-ubyte", IdxBytes.labels(1));
    Path images =
        write("t10k-images-idx3-ubyte", IdxBytes.file(0x803, new int[] {1 << 30, 1, 1}, 5));
    assertBad(images, "the header claims 1073741824x1x1 bytes, the file holds 1");
    write("t10k-images-idx3-ubyte", IdxBytes.file(0x803, new int[] {-1, -1, -1}, 5));
    assertBad(images, "the header claims 4294967295x4294967295x4294967295 bytes, the limit is");
    write("t10k-images-idx3-ubyte", IdxBytes.file(0x803, new int[] {1, 0, -1}));
    assertBad(images, "the limit is");
  }

  @Test
  void otherDamageIsAnError() throws IOException {
    Path images = write("t10k-images-idx3-ubyte", IdxBytes.labels(1));
    write("t10k-labels-idx1-ubyte", IdxBytes.labels(1));
    assertBad(images, "cut short: 9 bytes");
    write("t10k-images-idx3-ubyte", IdxBytes.file(0x801, new int[] {1, 1, 1}, 0));
    assertBad(images, "its magic number is 0x00000801, not 0x00000803");
    write("t10k-images-idx3-ubyte", IdxBytes.images(0));
    assertBad(images, "holds no images");
    write("t10k-images-idx3-ubyte", IdxBytes.file(0x803, new int[] {1, 0, 4}));
    assertBad(images, "images of 4x0 pixels");
    write("t10k-images-idx3-ubyte", IdxBytes.images(2));
    assertBad(images, "t10k-labels-idx1-ubyte: 1 labels for the 2 images");
    write("t10k-images-idx3-ubyte", Arrays.copyOf(IdxBytes.images(1), 23));
    assertBad(images, "holds more than the 1x2x3 bytes");
    byte[] packed = IdxBytes.gzip(IdxBytes.images(1));
    packed[packed.length - 6] ^= 1;
    write("t10k-images-idx3-ubyte", packed);
    assertBad(images, "cannot be read: ");
  }

  @Test
  void greyImagesTakeOneMean() throws IOException {
    write("t10k-images-idx3-ubyte", IdxBytes.images(1));
    write("t10k-labels-idx1-ubyte", IdxBytes.labels(1));
    Preprocessing three = Preprocessings.of().mean(1, 2, 3).build();
    assertThatThrownBy(() -> Dataset.open(Format.IDX, folder, three))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("preprocessing.mean has 3 values, but the images have 1 channel");
    Preprocessing tooLarge = Preprocessings.of().crop(3).build();
    assertThatThrownBy(() -> Dataset.open(Format.IDX, folder, tooLarge))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("the image of 3x2 pixels is smaller than the crop of 3x3");
  }
}
