package io.faultmesh.trace;

import io.faultmesh.text.Text;

/**
 * What the events behind it belong to.
 *
 * @param image index in the whole data set; -1 for faults that outlast images
 */
public record Scope(String design, double ber, int trial, int image) implements TraceRecord {
  /** Stands for the image of faults that outlast images. */
  public static final int ALL_IMAGES = -1;

  public Scope {
    if (trial < 0 || image < ALL_IMAGES || !(ber >= 0 && ber <= 1)) {
      throw new IllegalArgumentException(
          Text.format("no trial is %d, no image %d, or no rate %s", trial, image, ber));
    }
  }

  @Override
  public String toString() {
    String where = image == ALL_IMAGES ? "" : ", image " + image;
    return design + " at BER " + ber + ", trial " + trial + where;
  }
}
