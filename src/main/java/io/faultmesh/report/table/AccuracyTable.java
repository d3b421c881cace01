package io.faultmesh.report.table;

import io.faultmesh.measure.Estimate;
import io.faultmesh.measure.Interval;
import io.faultmesh.measure.TrialSpread;
import io.faultmesh.report.DesignResult;
import io.faultmesh.scenario.Ber;
import io.faultmesh.text.Text;
import io.faultmesh.text.TextTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a run's table that tells what faults do to answers. Intervals are those of the
 * population of images.
 */
final class AccuracyTable {
  private AccuracyTable() {}

  static String of(List<DesignResult> all) {
    List<DesignResult> results = all.stream().filter(r -> r.sdc1() != null).toList();
    if (results.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append("\n95 % intervals, for other images of this kind, too\n");
    if (results.stream().anyMatch(r -> r.accuracy() != null)) {
      TextTable accuracy = new TextTable("design", ">BER", "accuracy", "drop");
      results.forEach(r -> accuracy.row(r.design(), ber(r), of(r.accuracy()), of(r.drop())));
      text.append("\n").append(accuracy);
    }
    TextTable corrupted = new TextTable("design", ">BER", "SDC-1", "SDC-5");
    results.forEach(r -> corrupted.row(r.design(), ber(r), of(r.sdc1()), of(r.sdc5())));
    text.append("\n").append(corrupted);
    TextTable masked = new TextTable("design", ">BER", ">struck", "masked of struck");
    results.forEach(
        r ->
            masked.row(
                r.design(),
                ber(r),
                Text.format("%.4f", r.struck()),
                r.masked() == null ? "-" : of(r.masked())));
    text.append("\n").append(masked);
    text.append(answered(results));
    TextTable flips =
        new TextTable("design", ">BER", ">exposed bits", ">flips expected", ">flips actual");
    results.forEach(
        r ->
            flips.row(
                r.design(),
                ber(r),
                r.exposedBitsPerImage(),
                Text.format("%,.1f", r.flips().expected()),
                r.flips().actual()));
    text.append("\n").append(flips);
    text.append(checks(results));
    results.forEach(r -> text.append(note(r)));
    return text.toString();
  }

  /** How many answers there are; nothing where all are. */
  private static String answered(List<DesignResult> results) {
    if (results.stream().allMatch(r -> r.answered() == 1)) {
      return "";
    }
    TextTable table = new TextTable("design", ">BER", ">answered", ">accuracy of answered");
    for (DesignResult r : results) {
      Double accuracy = r.accuracyOfAnswered();
      table.row(
          r.design(),
          ber(r),
          Text.format("%.4f", r.answered()),
          accuracy == null ? "-" : Text.format("%.4f", accuracy));
    }
    return "\n" + table;
  }

  /** What checks made of words; nothing where no design checks any. */
  private static String checks(List<DesignResult> results) {
    List<DesignResult> checked =
        results.stream()
            .filter(r -> r.checkedWords().values().stream().anyMatch(words -> words > 0))
            .toList();
    if (checked.isEmpty()) {
      return "";
    }
    TextTable words =
        new TextTable(
            "design", ">BER", ">corrected", ">miscorrected", ">detected", ">missed", ">false");
    for (DesignResult result : checked) {
      List<Object> row = new ArrayList<>(List.of(result.design(), ber(result)));
      row.addAll(result.checkedWords().values());
      words.row(row.toArray());
    }
    return "\nwords that checks found struck\n" + words;
  }

  private static String ber(Ber ber) {
    return ber.rate() == null ? ber.toString() : Text.format("%.1e", ber.rate());
  }

  private static String ber(DesignResult result) {
    return ber(result.ber());
  }

  private static String of(Estimate estimate) {
    Interval population = estimate.population();
    return Text.format("%.4f [%.4f, %.4f]", estimate.mean(), population.low(), population.high());
  }

  private static String note(DesignResult result) {
    TrialSpread trials = result.trials();
    if (!trials.isTooFew()) {
      return "";
    }
    String what =
        trials.count() == 1
            ? "faults last for a trial, and one trial tells nothing of others:%n"
                + "  the intervals hold for this trial's faults only"
            : "its "
                + trials.count()
                + " trials disagree (%.4f to %.4f), and they are too few:%n"
                + "  others may lie far outside";
    return Text.format(
        "%nnote: %s at BER %s:%n  " + what + "; set faults.trials to 10 or more%n",
        result.design(),
        ber(result),
        trials.least(),
        trials.most());
  }
}
