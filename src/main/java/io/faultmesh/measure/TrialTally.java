package io.faultmesh.measure;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.CRC32;

/** Counts over the images of one trial of one design at one bit error rate. */
public final class TrialTally {
  private long images;
  private long correct;
  private long correctToWrong;
  private long wrongToCorrect;
  private long sdc1;
  private long sdc5;
  private long struck;
  private long masked;
  private long answered;
  private long flips;
  private final Map<Outcome, Long> words = new EnumMap<>(Outcome.class);
  private final CRC32 crc = new CRC32();

  /** Adds the next image, in data set order. */
  void add(ImageOutcome outcome, byte[] logits) {
    images++;
    correct += outcome.correct() ? 1 : 0;
    correctToWrong += outcome.drop() > 0 ? 1 : 0;
    wrongToCorrect += outcome.drop() < 0 ? 1 : 0;
    sdc1 += outcome.sdc1() ? 1 : 0;
    sdc5 += outcome.sdc5() ? 1 : 0;
    struck += outcome.struck() ? 1 : 0;
    masked += outcome.masked() ? 1 : 0;
    answered += outcome.answered() ? 1 : 0;
    crc.update(logits);
  }

  /** Adds what fell in an image, or what lasts for the trial. */
  void add(FlipTally fallen) {
    flips += fallen.total();
    for (Outcome outcome : Outcome.counted()) {
      words.merge(outcome, fallen.words(outcome), Long::sum);
    }
  }

  /** Words that checks ended in an outcome. */
  public long words(Outcome outcome) {
    return words.getOrDefault(outcome, 0L);
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

  public long struck() {
    return struck;
  }

  public long masked() {
    return masked;
  }

  /** Images that no check has stopped. */
  public long answered() {
    return answered;
  }

  public long flips() {
    return flips;
  }

  /** CRC-32 over all logits, images in order. */
  public long crc() {
    return crc.getValue();
  }
}
