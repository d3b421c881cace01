package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Where the images come from.
 *
 * @param first index of the first test image
 * @param images number of test images; null means all from {@code first} on
 */
public record DatasetSettings(
    @JsonProperty(required = true) Format format,
    @JsonProperty(required = true) String path,
    @Within(low = 0) int first,
    @Within(low = 1) Integer images,
    Calibration calibration,
    Preprocessing preprocessing) {

  /** How a data set is stored. */
  public enum Format {
    /** The MNIST family: an images file and a labels file, gzip or not, in one folder. */
    @JsonProperty("idx")
    IDX,
    /** CIFAR-10's binary records: one label byte, then 3 x 32 x 32 pixel bytes. */
    @JsonProperty("cifar10")
    CIFAR10,
    /** A folder of JPEG and PNG files, and {@code labels.csv} of the columns file and label. */
    @JsonProperty("images")
    IMAGES,
    /** Tensors in a NumPy array, {@code [n, ..]}, and their labels in another. */
    @JsonProperty("npy")
    NPY
  }

  /**
   * The images that fix the activation scales.
   *
   * @param path a data set of its own; null means the first images of the test set, which are then
   *     left out of the test
   */
  public record Calibration(String path, @Within(low = 1) Integer images) {
    public Calibration {
      images = Checks.orElse(images, 256);
      Checks.within("images", images, 1, 1_000_000);
    }
  }

  public DatasetSettings {
    Checks.required("format", format);
    Checks.text("path", path);
    Checks.within("first", first, 0, Integer.MAX_VALUE);
    if (images != null) {
      Checks.within("images", images, 1, Integer.MAX_VALUE);
    }
    calibration = Checks.orElse(calibration, new Calibration(null, null));
    preprocessing = Checks.orElse(preprocessing, Preprocessing.NONE);
  }
}
