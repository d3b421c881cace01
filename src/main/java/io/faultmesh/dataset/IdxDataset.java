package io.faultmesh.dataset;

import io.faultmesh.scenario.Preprocessing;
import io.faultmesh.scenario.reading.FileErrors;
import io.faultmesh.text.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The MNIST family: grey images in one idx file, labels in another. */
final class IdxDataset implements Dataset {
  private static final String[] SETS = {"t10k", "train"};
  private static final String[] ENDINGS = {
    "-images-idx3-ubyte", "-images-idx3-ubyte.gz", "-images.idx3-ubyte", "-images.idx3-ubyte.gz"
  };

  private final Path file;
  private final Path labelsFile;
  private final IdxFile images;
  private final IdxFile labels;
  private final PixelPipeline pipeline;
  private final int[] shape;

  private IdxDataset(
      Path file, Path labelsFile, IdxFile images, IdxFile labels, PixelPipeline pipeline) {
    this.file = file;
    this.labelsFile = labelsFile;
    this.images = images;
    this.labels = labels;
    this.pipeline = pipeline;
    this.shape = pipeline.shape(height(), width(), file);
  }

  static IdxDataset open(Path path, Preprocessing preprocessing) {
    Path imagesFile = Files.isDirectory(path) ? imagesIn(path) : path;
    FileErrors.requireFile(imagesFile);
    Path labelsFile = labelsBeside(imagesFile);
    IdxFile images = IdxFile.read(imagesFile, 3);
    IdxFile labels = IdxFile.read(labelsFile, 1);
    int count = images.lengths()[0];
    if (count == 0) {
      throw DataFiles.bad(imagesFile, "holds no images");
    }
    DataFiles.requireImageSize(imagesFile, images.lengths()[1], images.lengths()[2]);
    if (labels.lengths()[0] != count) {
      throw DataFiles.bad(
          labelsFile,
          Text.format(
              "%d labels for the %d images of %s",
              labels.lengths()[0], count, imagesFile.getFileName()));
    }
    return new IdxDataset(
        imagesFile, labelsFile, images, labels, new PixelPipeline(preprocessing, 1, imagesFile));
  }

  private static Path imagesIn(Path folder) {
    for (String set : SETS) {
      for (String ending : ENDINGS) {
        Path file = folder.resolve(set + ending);
        if (Files.exists(file)) {
          return file;
        }
      }
    }
    throw DataFiles.bad(
        folder,
        "holds neither t10k-images-idx3-ubyte nor train-images-idx3-ubyte (with or without .gz)");
  }

  /** The labels file, which may be packed or not whatever the images are. */
  private static Path labelsBeside(Path imagesFile) {
    String name = imagesFile.getFileName().toString();
    if (!name.contains("images")) {
      throw DataFiles.bad(
          imagesFile, "the name does not contain \"images\", so its labels file is unknown");
    }
    String labels = name.replace("images", "labels").replace("idx3", "idx1");
    Path same = imagesFile.resolveSibling(labels);
    Path other =
        imagesFile.resolveSibling(
            labels.endsWith(".gz") ? labels.substring(0, labels.length() - 3) : labels + ".gz");
    return !Files.exists(same) && Files.exists(other) ? other : same;
  }

  private int height() {
    return images.lengths()[1];
  }

  private int width() {
    return images.lengths()[2];
  }

  @Override
  public int size() {
    return images.lengths()[0];
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public LabelledImage read(int index) {
    Objects.checkIndex(index, size());
    int start = index * height() * width();
    Pixels image = Pixels.planar(images.data(), start, 1, height(), width());
    return new LabelledImage(pipeline.apply(image, file), labels.data()[index] & 0xff);
  }

  @Override
  public List<Path> files() {
    return List.of(file, labelsFile);
  }

  @Override
  public void close() {
    // The files were read whole and closed.
  }
}
