package io.faultmesh.report.csv;

import io.faultmesh.report.csv.AccuracyColumns.ImageLine;
import io.faultmesh.scenario.Ber;

/** The lines of {@code images.csv}. */
public final class ImageLines {
  private final Columns<ImageLine> columns;

  /**
   * Lines of a set.
   *
   * @param labelled whether the images have labels
   */
  public ImageLines(boolean labelled) {
    this.columns = AccuracyColumns.images(labelled);
  }

  String heading() {
    return columns.heading();
  }

  /** One design, rate, trial and image. */
  public String line(
      String design, Ber ber, int trial, GoldenImage image, byte[] logits, long flips) {
    return columns.line(new ImageLine(design, ber, trial, image, logits, flips));
  }
}
