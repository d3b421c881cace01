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

  /** Over the logits of earlier parts, and of the images counted here. */
  private long earlierCrc;

  private long earlierBytes;
  private final CRC32 crc = new CRC32();
  private long bytes;

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
    bytes += logits.length;
  }

  /** Adds the same trial's count of the next range of images. */
  public void append(TrialTally next) {
    images += next.images;
    correct += next.correct;
    correctToWrong += next.correctToWrong;
    wrongToCorrect += next.wrongToCorrect;
    sdc1 += next.sdc1;
    sdc5 += next.sdc5;
    struck += next.struck;
    masked += next.masked;
    answered += next.answered;
    flips += next.flips;
    next.words.forEach((outcome, count) -> words.merge(outcome, count, Long::sum));
    earlierCrc = Crc.join(crc(), next.crc(), next.logitBytes());
    earlierBytes = logitBytes() + next.logitBytes();
    crc.reset();
    bytes = 0;
  }

  /** Adds what fell in an image, or what lasts for the trial. */
  void add(FlipTally fallen) {
    flips += fallen.total();
    if (fallen.guards().isEmpty()) {
      return;
    }
    for (Outcome outcome : Outcome.counted()) {
      words.merge(outcome, fallen.words(outcome), Long::sum);
    }
  }

  /** All counts, as they are kept in files. */
  public record Counts(
      long images,
      long correct,
      long correctToWrong,
      long wrongToCorrect,
      long sdc1,
      long sdc5,
      long struck,
      long masked,
      long answered,
      long flips,
      Map<Outcome, Long> words,
      long crc,
      long logitBytes) {}

  public Counts counts() {
    return new Counts(
        images,
        correct,
        correctToWrong,
        wrongToCorrect,
        sdc1,
        sdc5,
        struck,
        masked,
        answered,
        flips,
        words,
        crc(),
        logitBytes());
  }

  /** A tally with these counts. */
  public static TrialTally of(Counts counts) {
    TrialTally tally = new TrialTally();
    tally.images = counts.images;
    tally.correct = counts.correct;
    tally.correctToWrong = counts.correctToWrong;
    tally.wrongToCorrect = counts.wrongToCorrect;
    tally.sdc1 = counts.sdc1;
    tally.sdc5 = counts.sdc5;
    tally.struck = counts.struck;
    tally.masked = counts.masked;
    tally.answered = counts.answered;
    tally.flips = counts.flips;
    tally.words.putAll(counts.words);
    tally.earlierCrc = counts.crc;
    tally.earlierBytes = counts.logitBytes;
    return tally;
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
    return Crc.join(earlierCrc, crc.getValue(), bytes);
  }

  /** Bytes that the checksum goes over. */
  public long logitBytes() {
    return earlierBytes + bytes;
  }
}
