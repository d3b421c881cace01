package io.faultmesh.dataset;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DatasetSettings;
import io.faultmesh.scenario.Preprocessing;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;

/** Images of one shape, all labelled or none, read by index. */
public interface Dataset extends Closeable {

  /** Number of images, at least 1. */
  int size();

  /**
   * {channels, height, width} of every image after preprocessing. The array is the caller's own.
   */
  int[] shape();

  /** Whether the images have labels. */
  default boolean isLabelled() {
    return true;
  }

  /**
   * Decodes and preprocesses one image. May be called from several threads at once.
   *
   * @param index from 0 to {@code size() - 1}
   * @throws BadInputException if the image cannot be decoded or has another shape than {@link
   *     #shape()}
   * @throws IndexOutOfBoundsException if there is no such image
   */
  LabelledImage read(int index);

  /** The files that the images and labels come from, the table of labels first if there is one. */
  List<Path> files();

  @Override
  void close();

  /**
   * Opens a data set and checks its files.
   *
   * <ul>
   *   <li>{@code idx}: a folder with {@code t10k-images-idx3-ubyte} and its labels, or else {@code
   *       train-images-idx3-ubyte} and its labels; or the images file itself, with the labels file
   *       beside it. Gzip or not.
   *   <li>{@code cifar10}: a file of binary records, or a folder with {@code test_batch.bin}.
   *   <li>{@code images}: a folder of JPEG and PNG files with {@code labels.csv}, which names the
   *       files in their order. Without its column of labels the images are unlabelled; so are they
   *       without the file, in the order of their names.
   *   <li>{@code npy}: a NumPy array of tensors, {@code [n, a, b, c]} or fewer dimensions, with
   *       {@code NAME-labels.npy} beside {@code NAME.npy}; or a folder with {@code data.npy} and
   *       {@code labels.npy}. Without labels the tensors are unlabelled.
   * </ul>
   *
   * @throws BadInputException in one line that names the file and what is wrong with it
   */
  static Dataset open(DatasetSettings.Format format, Path path, Preprocessing preprocessing) {
    return switch (format) {
      case IDX -> IdxDataset.open(path, preprocessing);
      case CIFAR10 -> Cifar10Dataset.open(path, preprocessing);
      case IMAGES -> ImageFolder.open(path, preprocessing);
      case NPY -> NpyDataset.open(path, preprocessing);
    };
  }
}
