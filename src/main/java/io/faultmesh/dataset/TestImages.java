package io.faultmesh.dataset;

import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Shape;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DatasetSettings;
import io.faultmesh.scenario.reading.FileLookup;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The images of a scenario: those that calibrate, and those that test. Where one set serves both,
 * its first images calibrate and the test counts from the one behind them; every image keeps its
 * index in the whole set, so a range of test images meets the faults that it meets in a full run.
 */
public final class TestImages implements Closeable {
  private final Dataset test;
  private final Dataset calibration;
  private final int calibrationImages;
  private final int first;
  private final int count;

  private TestImages(
      Dataset test, Dataset calibration, int calibrationImages, int first, int count) {
    this.test = test;
    this.calibration = calibration;
    this.calibrationImages = calibrationImages;
    this.first = first;
    this.count = count;
  }

  /**
   * Opens the sets.
   *
   * @throws BadInputException if a file is missing or damaged, the images do not fit the network,
   *     or the range lies outside the set
   */
  public static TestImages open(DatasetSettings settings, FileLookup files, Shape input) {
    Path path = files.find(settings.path());
    Dataset test = Dataset.open(settings.format(), path, settings.preprocessing());
    try {
      checkShape(test, path, input);
      return open(settings, files, input, path, test);
    } catch (BadInputException e) {
      test.close();
      throw e;
    }
  }

  private static TestImages open(
      DatasetSettings settings, FileLookup files, Shape input, Path path, Dataset test) {
    Dataset calibration = test;
    if (settings.calibration().path() != null) {
      Path own = files.find(settings.calibration().path());
      calibration = Dataset.open(settings.format(), own, settings.preprocessing());
      checkShape(calibration, own, input);
    }
    int calibrating = Math.min(settings.calibration().images(), calibration.size());
    int skipped = calibration == test ? calibrating : 0;
    long first = (long) skipped + settings.first();
    if (first >= test.size()) {
      throw new BadInputException(
          path
              + ": dataset.first is "
              + settings.first()
              + ", but only "
              + (test.size() - skipped)
              + " of its "
              + test.size()
              + " images are for the test");
    }
    int rest = test.size() - (int) first;
    int count = settings.images() == null ? rest : settings.images();
    if (count > rest) {
      throw new BadInputException(
          path
              + ": dataset.images is "
              + count
              + ", but only "
              + rest
              + " of its "
              + test.size()
              + " images are left for the test from dataset.first on"
              + (skipped > 0 ? " (" + skipped + " calibrate)" : ""));
    }
    return new TestImages(test, calibration, calibrating, (int) first, count);
  }

  private static void checkShape(Dataset dataset, Path path, Shape input) {
    int[] shape = dataset.shape();
    int[] wanted = {input.channels(), input.height(), input.width()};
    long values = (long) shape[0] * shape[1] * shape[2];
    // A fully connected first layer takes the image flattened.
    boolean flat = input.height() == 1 && input.width() == 1 && values == input.channels();
    if (!flat && !Arrays.equals(sides(shape), sides(wanted))) {
      throw new BadInputException(
          path
              + ": its images are "
              + shape[0]
              + "x"
              + shape[1]
              + "x"
              + shape[2]
              + " after preprocessing; the network takes "
              + input);
    }
  }

  /** Sides without those of one value, which may stand anywhere: a map of one channel is a map. */
  private static int[] sides(int[] shape) {
    return Arrays.stream(shape).filter(side -> side > 1).toArray();
  }

  /** Number of test images. */
  public int count() {
    return count;
  }

  /** Whether the test images have labels. */
  public boolean isLabelled() {
    return test.isLabelled();
  }

  /** Index in the whole set of the first test image. */
  public int firstIndex() {
    return first;
  }

  /** A test image by its index in the whole set. */
  public LabelledImage test(int index) {
    return test.read(index);
  }

  public int calibrationCount() {
    return calibrationImages;
  }

  public LabelledImage calibration(int index) {
    return calibration.read(index);
  }

  /** The image as the network's integers; checks the label against the number of classes. */
  public static byte[] quantise(LabelledImage image, IntegerNetwork network, int index) {
    int classes = network.network().classes();
    if (image.label() >= classes) {
      throw new BadInputException(
          "image "
              + index
              + " has the label "
              + image.label()
              + "; the network has "
              + classes
              + " classes");
    }
    return network.quantiseInput(image.pixels());
  }

  /** The files of the test set, then those of the calibration set if it is another one. */
  public List<Path> files() {
    List<Path> files = new ArrayList<>(test.files());
    if (calibration != test) {
      files.addAll(calibration.files());
    }
    return files;
  }

  @Override
  public void close() {
    test.close();
    if (calibration != test) {
      calibration.close();
    }
  }
}
