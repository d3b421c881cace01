package io.faultmesh.dataset;

import io.faultmesh.scenario.Preprocessing;
import io.faultmesh.scenario.reading.FileErrors;
import io.faultmesh.text.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Tensors of one shape in a NumPy array, their number first; labels in another array, if any. */
final class NpyDataset implements Dataset {
  private static final String ENDING = ".npy";
  private static final int MAX_DIMENSIONS = 4;

  private final Path file;
  private final Path labelsFile;
  private final NpyFile tensors;
  private final NpyFile labels;
  private final Preprocessing preprocessing;
  private final int[] shape = {1, 1, 1};

  private NpyDataset(Path file, Path labelsFile, Preprocessing preprocessing) {
    this.file = file;
    this.labelsFile = labelsFile;
    this.preprocessing = preprocessing;
    this.tensors = NpyFile.read(file);
    this.labels = labelsFile == null ? null : NpyFile.read(labelsFile);
    for (int i = 1; i < tensors.shape().size() && i < MAX_DIMENSIONS; i++) {
      shape[i - 1] = tensors.shape().get(i);
    }
  }

  static NpyDataset open(Path path, Preprocessing preprocessing) {
    boolean folder = Files.isDirectory(path);
    Path file = folder ? path.resolve("data.npy") : path;
    FileErrors.requireFile(file);
    NpyDataset dataset = new NpyDataset(file, labelsBeside(file, folder), preprocessing);
    dataset.check();
    return dataset;
  }

  /** {@code labels.npy} in a folder, {@code NAME-labels.npy} beside {@code NAME.npy}; or null. */
  private static Path labelsBeside(Path file, boolean folder) {
    String name = file.getFileName().toString();
    String stem = name.endsWith(ENDING) ? name.substring(0, name.length() - 4) : name;
    Path labels = file.resolveSibling(folder ? "labels.npy" : stem + "-labels.npy");
    return Files.exists(labels) ? labels : null;
  }

  private void check() {
    if (tensors.shape().size() > MAX_DIMENSIONS) {
      throw DataFiles.bad(
          file, "has the shape " + tensors.shape() + "; at most [n, a, b, c] is supported");
    }
    if (preprocessing.resize() != null
        || preprocessing.crop() != null
        || preprocessing.order() != Preprocessing.Order.RGB) {
      throw DataFiles.bad(file, "tensors cannot be resized, cropped or reordered; only scaled");
    }
    PixelPipeline.requireOnePerChannel("mean", preprocessing.mean(), shape[0], file);
    PixelPipeline.requireOnePerChannel("std", preprocessing.std(), shape[0], file);
    if (labels == null) {
      return;
    }
    if (!labels.shape().equals(List.of(size()))) {
      throw DataFiles.bad(
          labelsFile,
          Text.format(
              "has the shape %s; one label for each of %d is needed", labels.shape(), size()));
    }
    for (int i = 0; i < size(); i++) {
      double label = labels.value(i);
      if (label != (int) label || label < 0) {
        throw DataFiles.bad(labelsFile, "label " + i + " is " + label + ", which is no class");
      }
    }
  }

  @Override
  public int size() {
    return tensors.shape().get(0);
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public boolean isLabelled() {
    return labels != null;
  }

  @Override
  public LabelledImage read(int index) {
    Objects.checkIndex(index, size());
    int plane = shape[1] * shape[2];
    float[] values = new float[shape[0] * plane];
    for (int i = 0; i < values.length; i++) {
      double value = tensors.value(index * values.length + i);
      values[i] = PixelPipeline.normalise(preprocessing, value, i / plane);
      if (!Float.isFinite(values[i])) {
        throw DataFiles.bad(file, "tensor " + index + " holds a value that is not finite");
      }
    }
    int label = labels == null ? LabelledImage.UNLABELLED : (int) labels.value(index);
    return new LabelledImage(values, label);
  }

  @Override
  public List<Path> files() {
    return labels == null ? List.of(file) : List.of(file, labelsFile);
  }

  @Override
  public void close() {
    // The files were read whole and closed.
  }
}
