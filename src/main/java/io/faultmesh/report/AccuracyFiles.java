package io.faultmesh.report;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.files.RunFolder;
import io.faultmesh.measure.DesignTally;
import io.faultmesh.measure.Ranking;
import io.faultmesh.measure.TrialTally;
import io.faultmesh.protection.Exposure;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.text.Text;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.zip.CRC32;

/**
 * Writes {@code images.csv}, {@code trials.csv}, {@code classes.csv} and {@code flips.csv} of a run
 * folder. What needs labels is empty without them.
 */
public final class AccuracyFiles implements Closeable {
  private final boolean labelled;
  private final Writer images;
  private final Writer trials;
  private final Writer classes;
  private final Writer flips;

  /**
   * Starts the files.
   *
   * @param perImage whether {@code images.csv} is wanted
   * @param labelled whether the images have labels; without, there is no {@code classes.csv}
   */
  public AccuracyFiles(RunFolder folder, boolean perImage, boolean labelled) {
    this.labelled = labelled;
    images = perImage ? folder.open("images.csv") : Writer.nullWriter();
    trials = folder.open("trials.csv");
    classes = labelled ? folder.open("classes.csv") : Writer.nullWriter();
    flips = folder.open("flips.csv");
    write(
        images,
        Csv.line(
            "design",
            "ber",
            "trial",
            "image",
            "label",
            "goldenTop1",
            "goldenMargin",
            "ownGoldenTop1",
            "top1",
            "flips",
            "logitsCrc32"));
    write(classes, Csv.line("design", "ber", "class", "images", "goldenAccuracy", "accuracy"));
    write(
        trials,
        Csv.line(
            "design",
            "ber",
            "trial",
            "images",
            "correct",
            "correctToWrong",
            "wrongToCorrect",
            "sdc1",
            "sdc5",
            "struck",
            "masked",
            "expectedFlips",
            "flips",
            "logitsCrc32"));
    write(
        flips,
        Csv.line(
            "design",
            "ber",
            "site",
            "layer",
            "bit",
            "exposedBits",
            "expectedFlips",
            "flips",
            "residualFlips"));
  }

  /** One line per design, rate, trial and image. */
  public void image(
      String design, double ber, int trial, GoldenImage image, byte[] logits, long flipCount) {
    CRC32 crc = new CRC32();
    crc.update(logits);
    write(
        images,
        Csv.line(
            design,
            ber,
            trial,
            image.index(),
            labelled ? image.label() : null,
            Ranking.top1(image.logits()),
            Ranking.margin(image.logits()),
            Ranking.top1(image.ownLogits()),
            Ranking.top1(logits),
            flipCount,
            hex(crc.getValue())));
  }

  /** One line per trial. */
  public void trials(Protection protection, FaultPlan plan, Exposure exposure, DesignTally tally) {
    for (int i = 0; i < tally.trials().size(); i++) {
      TrialTally trial = tally.trials().get(i);
      write(
          trials,
          Csv.line(
              protection.name(),
              plan.ber(),
              i,
              trial.images(),
              labelled ? trial.correct() : null,
              labelled ? trial.correctToWrong() : null,
              labelled ? trial.wrongToCorrect() : null,
              trial.sdc1(),
              trial.sdc5(),
              trial.struck(),
              trial.masked(),
              plan.ber() * exposure.drawnBits(trial.images()),
              trial.flips(),
              hex(trial.crc())));
    }
  }

  /** One line per class that an image has, accuracy being the mean over trials. */
  public void classes(Protection protection, FaultPlan plan, DesignTally tally) {
    tally
        .classes()
        .counts()
        .forEach(
            (label, counts) ->
                write(
                    classes,
                    Csv.line(
                        protection.name(),
                        plan.ber(),
                        label,
                        counts.inferences() / tally.trials().size(),
                        (double) counts.goldenCorrect() / counts.inferences(),
                        (double) counts.correct() / counts.inferences())));
  }

  /** One line per site, layer and bit, over all images and trials. */
  public void flips(Protection protection, FaultPlan plan, Exposure exposure, DesignTally tally) {
    FlipTally counts = tally.flips();
    long trialCount = tally.trials().size();
    long imageCount = tally.trials().get(0).images();
    for (FaultSite site : FaultSite.values()) {
      for (int layer = 0; plan.strikes(site) && layer < protection.layers().size(); layer++) {
        for (int bit = 0; bit < site.bitsPerValue(); bit++) {
          long drawn =
              exposure.bits(site, layer, bit)
                  * trialCount
                  * (plan.isPerTrial(site) ? 1 : imageCount);
          if (drawn > 0) {
            write(
                flips,
                Csv.line(
                    protection.name(),
                    plan.ber(),
                    site.label(),
                    layer,
                    bit,
                    drawn,
                    plan.ber() * drawn,
                    counts.flips(site, layer, bit),
                    counts.residual(site, layer, bit)));
          }
        }
      }
    }
  }

  private static String hex(long crc) {
    return Text.format("%08x", crc);
  }

  private static void write(Writer writer, String text) {
    try {
      writer.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      images.close();
      trials.close();
      classes.close();
      flips.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
