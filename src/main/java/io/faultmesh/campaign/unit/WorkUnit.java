package io.faultmesh.campaign.unit;

/**
 * A unit of work: a range of test images in a block of trials, under all designs and rates.
 *
 * @param number in the plan, from 0: by images, then by trials
 * @param firstImage index in the whole set
 */
public record WorkUnit(int number, int firstImage, int images, int firstTrial, int trials) {
  /** One image as 1, more as a range, for messages. */
  public String text() {
    return range("image", firstImage, images) + ", " + range("trial", firstTrial, trials);
  }

  private static String range(String what, int first, int count) {
    return count == 1 ? what + " " + first : what + "s " + first + " to " + (first + count - 1);
  }
}
