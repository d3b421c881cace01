package io.faultmesh.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DatasetSettings.Format;
import io.faultmesh.scenario.Preprocessing;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFolderTest {
  @TempDir Path folder;

  private Dataset open() {
    return Dataset.open(Format.IMAGES, folder, Preprocessing.NONE);
  }

  private void table(String... lines) throws IOException {
    Files.writeString(
        folder.resolve("labels.csv"), "file,label\n" + String.join("\n", lines) + "\n");
  }

  private Path save(String name, BufferedImage image) throws IOException {
    Path file = folder.resolve(name);
    String format = name.substring(name.lastIndexOf('.') + 1);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return file;
  }

  /** Pixel (x, y) is red 10x, green 20y, blue 5. */
  private static BufferedImage image(int type, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, 0x80_00_00_05 | ((10 * x) << 16) | ((20 * y) << 8));
      }
    }
    return image;
  }

  private void assertBad(String... parts) {
    assertThatThrownBy(
            () -> {
              try (Dataset set = open()) {
                set.read(set.size() - 1);
              }
            })
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll(parts)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_4BYTE_ABGR
      })
  void readsPngWithoutItsAlpha(int type) throws IOException {
    save("a, b.png", image(type, 4, 3));
    table("a, b.png, 999", "");
    try (Dataset set = open()) {
      assertThat(set.size()).isEqualTo(1);
      assertThat(set.shape()).containsExactly(3, 3, 4);
      LabelledImage read = set.read(0);
      assertThat(read.label()).isEqualTo(999);
      assertThat(read.pixels())
          .containsExactly(
              0, 10, 20, 30, 0, 10, 20, 30, 0, 10, 20, 30, //
              0, 0, 0, 0, 20, 20, 20, 20, 40, 40, 40, 40, //
              5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5);
    }
  }

  @Test
  void readsAPalette() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED);
    image.setRGB(1, 0, 0xff_00_ff_00);
    save("a.png", image);
    table("a.png,0");
    assertThat(open().read(0).pixels()).containsExactly(0, 0, 0, 255, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.png", "a.jpg"})
  void greyBecomesRgbSampleForSample(String name) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    IntStream.range(0, 64).forEach(i -> image.getRaster().setSample(i % 8, i / 8, 0, 77));
    save(name, image);
    table(name + ",3");
    assertThat(open().read(0).pixels()).hasSize(192).containsOnly(77f);
  }

  @Test
  void readsJpegInChannelOrder() throws IOException {
    BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_3BYTE_BGR);
    int[] red = new int[128];
    Arrays.fill(red, 0xff_c8_32_0a);
    image.setRGB(0, 0, 16, 8, red, 0, 16);
    save("a.jpeg", image);
    table("a.jpeg,1");
    float[] pixels = open().read(0).pixels();
    assertThat(pixels[0]).isCloseTo(200, within(4f));
    assertThat(pixels[128]).isCloseTo(50, within(4f));
    assertThat(pixels[256]).isCloseTo(10, within(4f));
  }

  @Test
  void threadsReadTheSamePixelsAsOneDoes() throws IOException {
    String[] lines = new String[16];
    for (int i = 0; i < lines.length; i++) {
      BufferedImage image = image(BufferedImage.TYPE_3BYTE_BGR, 9, 7);
      image.setRGB(i % 9, 3, 0xff_ff_ff_ff);
      save(i + ".jpg", image);
      lines[i] = i + ".jpg," + i;
    }
    table(lines);
    Preprocessing p = Preprocessings.of().resize(5).crop(4).build();
    try (Dataset set = Dataset.open(Format.IMAGES, folder, p)) {
      float[][] alone =
          IntStream.range(0, 16).mapToObj(i -> set.read(i).pixels()).toArray(float[][]::new);
      float[][] together =
          IntStream.range(0, 16)
              .parallel()
              .mapToObj(i -> set.read(i).pixels())
              .toArray(float[][]::new);
      assertThat(together).isDeepEqualTo(alone);
      assertThat(alone[0]).isNotEqualTo(alone[4]);
    }
  }

  @Test
  void allImagesMustHaveOneShape() throws IOException {
    save("a.png", image(BufferedImage.TYPE_INT_RGB, 4, 3));
    Path odd = save("b.png", image(BufferedImage.TYPE_INT_RGB, 5, 3));
    table("a.png,1", "b.png,2");
    assertBad(
        odd + ": the image of 5x3 pixels becomes [3, 3, 5]", "the first of the set [3, 3, 4]");
  }

  @Test
  void badTablesNameTheLine() throws IOException {
    assertBad(folder + ": holds neither labels.csv nor images");
    table();
    assertBad("labels.csv: names no images");
    save("a.png", image(BufferedImage.TYPE_INT_RGB, 4, 3));
    table("a.png,1", "a.png;2");
    assertBad("labels.csv: line 3: must be \"file,label\", not \"a.png;2\"");
    table("a.png,1", "a.png,cat");
    assertBad("line 3: the label must be a whole number, not \"cat\"");
    table("a.png,-1");
    assertBad("line 2: the label must not be negative: -1");
    table("a.png,1", "\0,2");
    assertBad("line 3: \"?\" is not a file name");
    table("../a.png,1");
    assertBad("line 2: \"../a.png\" lies outside the table's folder");
    table(folder.getParent().resolve("a.png") + ",1");
    assertBad("lies outside the table's folder");
    table("none.png,1");
    assertBad("labels.csv: line 2: no such image file: " + folder.resolve("none.png"));
    Files.writeString(folder.resolve("labels.csv"), "a.png,1\n");
    assertBad("labels.csv: line 1: must be the header");
    Files.write(folder.resolve("labels.csv"), new byte[] {(byte) 0xc3, 0x28});
    assertBad("labels.csv: is not text in UTF-8");
    assertThatThrownBy(
            () -> Dataset.open(Format.IMAGES, folder.resolve("none"), Preprocessing.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessage(folder.resolve("none") + ": no such folder");
  }

  @Test
  void aTableWithoutLabelsNamesUnlabelledImages() throws IOException {
    save("b, c.png", image(BufferedImage.TYPE_INT_RGB, 4, 3));
    Files.writeString(folder.resolve("labels.csv"), "file\nb, c.png\n");
    try (Dataset set = open()) {
      assertThat(set.isLabelled()).isFalse();
      assertThat(set.size()).isEqualTo(1);
      assertThat(set.read(0).label()).isEqualTo(LabelledImage.UNLABELLED);
      assertThat(set.files().get(0)).hasFileName("labels.csv");
    }
  }

  @Test
  void withoutATableAllImagesOfTheFolderAreReadByName() throws IOException {
    for (String name : new String[] {"b.png", "A.JPG", "a.jpeg"}) {
      save(name, image(BufferedImage.TYPE_3BYTE_BGR, 4, 3));
    }
    Files.writeString(folder.resolve("notes.txt"), "no image");
    Files.writeString(folder.resolve(".hidden.png"), "no image");
    Files.createDirectory(folder.resolve("folder.png"));
    try (Dataset set = open()) {
      assertThat(set.isLabelled()).isFalse();
      assertThat(set.files())
          .extracting(file -> file.getFileName().toString())
          .containsExactly("A.JPG", "a.jpeg", "b.png");
      assertThat(set.read(2).label()).isEqualTo(LabelledImage.UNLABELLED);
    }
    table("b.png,4");
    try (Dataset set = open()) {
      assertThat(set.isLabelled()).isTrue();
      assertThat(set.size()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.png", "a.jpg"})
  void aFileCutShortIsAnErrorWhereverItEnds(String name) throws IOException {
    Path file = save(name, image(BufferedImage.TYPE_3BYTE_BGR, 20, 10));
    byte[] whole = Files.readAllBytes(file);
    table(name + ",1");
    // The last 21 bytes of a PNG are checksums and an end mark: all pixels are there without them.
    int needed = whole.length - (name.endsWith("png") ? 21 : 0);
    for (int length = 0; length < needed; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertBad(file + ": ");
    }
  }

  @Test
  void otherFormatsAreErrors() throws IOException {
    Path file = save("a.gif", image(BufferedImage.TYPE_INT_RGB, 4, 3));
    table("a.gif,1");
    assertBad(file + ": is neither a JPEG nor a PNG image");
    save("a.png", new BufferedImage(4, 3, BufferedImage.TYPE_USHORT_GRAY));
    table("a.png,1");
    assertBad("a.png: 16 bits per channel are not supported");
    saveCmyk(folder.resolve("a.jpg"));
    table("a.jpg,1");
    assertBad("a.jpg: 4 colour channels are not supported");
  }

  private static void saveCmyk(Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      Raster bands = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 4, null);
      writer.write(null, new IIOImage(bands, null, null), null);
    } finally {
      writer.dispose();
    }
  }

  @Test
  void anAbsurdSizeIsRefusedBeforeDecoding() throws IOException {
    Path file = save("a.png", image(BufferedImage.TYPE_INT_RGB, 4, 3));
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    table("a.png,1");
    for (int[] size : new int[][] {{16_385, 1}, {16_000, 16_000}}) {
      // The header chunk: length, "IHDR", width, height, five bytes, checksum.
      bytes.putInt(16, size[0]).putInt(20, size[1]);
      CRC32 crc = new CRC32();
      crc.update(bytes.array(), 12, 17);
      bytes.putInt(29, (int) crc.getValue());
      Files.write(file, bytes.array());
      assertBad(file + ": " + size[0] + "x" + size[1] + " pixels are too many");
    }
  }
}
