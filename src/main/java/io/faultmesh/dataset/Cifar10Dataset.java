package io.faultmesh.dataset;

import io.faultmesh.scenario.Preprocessing;
import io.faultmesh.text.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** CIFAR-10's binary records: a label byte, then a red, a green and a blue plane of 32 x 32. */
final class Cifar10Dataset implements Dataset {
  private static final int SIDE = 32;
  private static final int CHANNELS = 3;
  private static final int RECORD = 1 + CHANNELS * SIDE * SIDE;
  private static final int CLASSES = 10;

  private final Path file;
  private final byte[] records;
  private final PixelPipeline pipeline;
  private final int[] shape;

  private Cifar10Dataset(Path file, byte[] records, PixelPipeline pipeline) {
    this.file = file;
    this.records = records;
    this.pipeline = pipeline;
    this.shape = pipeline.shape(SIDE, SIDE, file);
  }

  static Cifar10Dataset open(Path path, Preprocessing preprocessing) {
    Path file = Files.isDirectory(path) ? path.resolve("test_batch.bin") : path;
    byte[] records = DataFiles.readAll(file);
    if (records.length == 0) {
      throw DataFiles.bad(file, "holds no images");
    }
    if (records.length % RECORD != 0) {
      throw DataFiles.bad(
          file,
          Text.format(
              "cut short or not CIFAR-10: %d bytes are not a multiple of the record's %d",
              records.length, RECORD));
    }
    for (int start = 0; start < records.length; start += RECORD) {
      int label = records[start] & 0xff;
      if (label >= CLASSES) {
        throw DataFiles.bad(
            file, Text.format("image %d has the label %d, above 9", start / RECORD, label));
      }
    }
    return new Cifar10Dataset(file, records, new PixelPipeline(preprocessing, CHANNELS, file));
  }

  @Override
  public int size() {
    return records.length / RECORD;
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public LabelledImage read(int index) {
    Objects.checkIndex(index, size());
    int start = index * RECORD;
    Pixels image = Pixels.planar(records, start + 1, CHANNELS, SIDE, SIDE);
    return new LabelledImage(pipeline.apply(image, file), records[start]);
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }

  @Override
  public void close() {
    // The file was read whole and closed.
  }
}
