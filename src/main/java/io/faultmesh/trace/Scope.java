package io.faultmesh.trace;

import io.faultmesh.scenario.Ber;
import io.faultmesh.text.Text;

/**
 * What the events behind it belong to.
 *
 * @param image index in the whole data set; -1 for faults that outlast images
 */
public record Scope(String design, Ber ber, int trial, int image) implements TraceRecord {
  /** Stands for the image of faults that outlast images. */
  public static final int ALL_IMAGES = -1;

  public Scope {
    if (trial < 0 || image < ALL_IMAGES) {
      throw new IllegalArgumentException(
          Text.format("no trial is %d, or no image %d", trial, image));
    }
  }

  /** At a rate that all sites have. */
  public Scope(String design, double ber, int trial, int image) {
    this(design, Ber.of(ber), trial, image);
  }

  @Override
  public String toString() {
    String where = image == ALL_IMAGES ? "" : ", image " + image;
    return design + " at BER " + ber + ", trial " + trial + where;
  }
}
