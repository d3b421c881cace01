package io.faultmesh.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DatasetSettings.Format;
import io.faultmesh.scenario.Preprocessing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyDatasetTest {
  @TempDir Path folder;

  /** A file as NumPy writes it: header padded with blanks to a multiple of 64 bytes. */
  private static byte[] npy(String type, String shape, ByteBuffer values) {
    String dictionary =
        "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
    String header = dictionary + " ".repeat(63 - (10 + dictionary.length()) % 64) + "\n";
    ByteBuffer file =
        ByteBuffer.allocate(10 + header.length() + values.capacity())
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    file.putShort((short) header.length());
    file.put(header.getBytes(StandardCharsets.US_ASCII));
    return file.put(values.rewind()).array();
  }

  private static byte[] floats(String shape, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return npy("<f4", shape, bytes);
  }

  private static byte[] longs(String shape, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return npy("<i8", shape, bytes);
  }

  private Dataset open(Preprocessing preprocessing) {
    return Dataset.open(Format.NPY, folder, preprocessing);
  }

  @Test
  void tensorsKeepTheirFloatsAndLabels() throws IOException {
    Files.write(folder.resolve("data.npy"), floats("(2, 3, 1)", 1, -2.5f, 3, 4, 5, 6e-3f));
    Files.write(folder.resolve("labels.npy"), longs("(2,)", 7, 0));
    try (Dataset set = open(Preprocessing.NONE)) {
      assertThat(set.size()).isEqualTo(2);
      assertThat(set.shape()).containsExactly(3, 1, 1);
      assertThat(set.read(0).pixels()).containsExactly(1, -2.5f, 3);
      assertThat(set.read(1).pixels()).containsExactly(4, 5, 6e-3f);
      assertThat(set.read(0).label()).isEqualTo(7);
      assertThat(set.files()).hasSize(2);
    }
  }

  @Test
  void aFileOfItsOwnNamesItsLabels() throws IOException {
    Path file = Files.write(folder.resolve("speech.npy"), floats("(1, 2)", 1, 2));
    try (Dataset set = Dataset.open(Format.NPY, file, Preprocessing.NONE)) {
      assertThat(set.isLabelled()).isFalse();
      assertThat(set.shape()).containsExactly(2, 1, 1);
    }
    Files.write(folder.resolve("speech-labels.npy"), longs("(1,)", 3));
    try (Dataset set = Dataset.open(Format.NPY, file, Preprocessing.NONE)) {
      assertThat(set.read(0).label()).isEqualTo(3);
    }
  }

  @Test
  void preprocessingScalesPerChannel() throws IOException {
    Files.write(folder.resolve("data.npy"), floats("(1, 2, 2, 1)", 1, 2, 3, 4));
    Preprocessing scaled =
        new Preprocessing(null, null, null, 2.0, List.of(1.0, 0.0), List.of(1.0, 4.0));
    try (Dataset set = open(scaled)) {
      assertThat(set.read(0).pixels()).containsExactly(1, 3, 1.5f, 2);
    }
    Preprocessing cropped = new Preprocessing(null, 1, null, null, null, null);
    assertThatThrownBy(() -> open(cropped)).isInstanceOf(BadInputException.class);
  }

  @Test
  void damagedFilesAreRefusedInOneLine() throws IOException {
    byte[] whole = floats("(2, 3)", 1, 2, 3, 4, 5, 6);
    for (int length = 0; length < whole.length; length++) {
      Files.write(folder.resolve("data.npy"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> open(Preprocessing.NONE))
          .as("cut to %d", length)
          .isInstanceOf(BadInputException.class)
          .message()
          .contains("data.npy")
          .doesNotContain("\n");
    }
    Files.write(folder.resolve("data.npy"), floats("(99999, 99999, 99999)", 1));
    assertThatThrownBy(() -> open(Preprocessing.NONE))
        .hasMessageContaining("claims 3999880001199996 bytes");
    Files.write(folder.resolve("data.npy"), npy("|O", "(1,)", ByteBuffer.allocate(8)));
    assertThatThrownBy(() -> open(Preprocessing.NONE)).hasMessageContaining("no supported type");
  }

  @Test
  void labelsMustMatch() throws IOException {
    Files.write(folder.resolve("data.npy"), floats("(2, 1)", 1, 2));
    Files.write(folder.resolve("labels.npy"), longs("(3,)", 0, 1, 2));
    assertThatThrownBy(() -> open(Preprocessing.NONE)).hasMessageContaining("labels.npy");
    Files.write(folder.resolve("labels.npy"), longs("(2,)", 0, -1));
    assertThatThrownBy(() -> open(Preprocessing.NONE)).hasMessageContaining("no class");
  }

  @Test
  void valuesThatAreNotFiniteAreRefused() throws IOException {
    Files.write(folder.resolve("data.npy"), floats("(1, 1)", Float.NaN));
    try (Dataset set = open(Preprocessing.NONE)) {
      assertThatThrownBy(() -> set.read(0)).hasMessageContaining("tensor 0");
    }
  }
}
