package io.faultmesh.measure;

import java.util.Arrays;
import java.util.zip.CRC32;

/** Counts over the images of one trial of one design at one bit error rate. */
public final class TrialTally {
  private long images;
  private long correct;
  private long correctToWrong;
  private long wrongToCorrect;
  private long sdc1;
  private long sdc5;
  private long masked;
  private long flips;
  private final CRC32 crc = new CRC32();

  /**
   * Adds the next image, in data set order.
   *
   * @param goldenTop1 of the scenario's quantisation, against which drops are counted
   * @param ownGolden logits of the design's own quantisation without faults
   * @return the image's drop: 1 from correct to wrong, -1 the other way, else 0
   */
  public int add(int label, int goldenTop1, byte[] ownGolden, byte[] logits, long imageFlips) {
    int top1 = Ranking.top1(logits);
    boolean wasRight = goldenTop1 == label;
    boolean isRight = top1 == label;
    images++;
    correct += isRight ? 1 : 0;
    correctToWrong += wasRight && !isRight ? 1 : 0;
    wrongToCorrect += !wasRight && isRight ? 1 : 0;
    sdc1 += top1 != Ranking.top1(ownGolden) ? 1 : 0;
    sdc5 += Ranking.isAmongTop(ownGolden, top1, 5) ? 0 : 1;
    masked += Arrays.equals(ownGolden, logits) ? 1 : 0;
    flips += imageFlips;
    crc.update(logits);
    return (wasRight ? 1 : 0) - (isRight ? 1 : 0);
  }

  /** Adds flips that belong to the trial and to no image. */
  public void addFlips(long count) {
    flips += count;
  }

  public long images() {
    return images;
  }

  public long correct() {
    return correct;
  }

  public long correctToWrong() {
    return correctToWrong;
  }

  public long wrongToCorrect() {
    return wrongToCorrect;
  }

  public long sdc1() {
    return sdc1;
  }

  public long sdc5() {
    return sdc5;
  }

  public long masked() {
    return masked;
  }

  public long flips() {
    return flips;
  }

  /** CRC-32 over all logits, images in order. */
  public long crc() {
    return crc.getValue();
  }
}
