package io.faultmesh.oracle;

import io.faultmesh.dataset.TestImages;
import io.faultmesh.network.Shape;
import io.faultmesh.scenario.DatasetSettings;
import io.faultmesh.scenario.Preprocessing;
import io.faultmesh.scenario.reading.FileLookup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A data set of random images. */
public final class IdxFiles {
  private static final int CALIBRATION_IMAGES = 3;

  private IdxFiles() {}

  /**
   * Writes a set and opens all of it but its first three images.
   *
   * @param first image behind those three
   * @param images of the test
   * @param written images of the whole set
   */
  public static TestImages open(
      Path folder, Shape shape, int classes, int written, int first, int images) {
    write(folder, shape, classes, written);
    DatasetSettings settings =
        new DatasetSettings(
            DatasetSettings.Format.IDX,
            folder.toString(),
            first,
            images,
            new DatasetSettings.Calibration(null, CALIBRATION_IMAGES),
            new Preprocessing(null, null, null, 1.0 / 64, List.of(2.0), null));
    return TestImages.open(settings, new FileLookup(null, List.of()), shape);
  }

  private static void write(Path folder, Shape shape, int classes, int count) {
    Random random = new Random(7);
    ByteBuffer pixels = ByteBuffer.allocate(16 + count * shape.size());
    pixels.putInt(0x803).putInt(count).putInt(shape.height()).putInt(shape.width());
    ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    while (pixels.hasRemaining()) {
      pixels.put((byte) random.nextInt(256));
    }
    while (labels.hasRemaining()) {
      labels.put((byte) random.nextInt(classes));
    }
    try {
      Files.write(folder.resolve("t10k-images-idx3-ubyte"), pixels.array());
      Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
