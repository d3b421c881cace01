package io.faultmesh.report;

import io.faultmesh.measure.Estimate;
import io.faultmesh.measure.Interval;
import io.faultmesh.measure.TrialSpread;
import io.faultmesh.text.Text;
import java.util.List;
import java.util.Locale;

/**
 * The part of a run's table that tells what faults do to answers. Intervals are those of the
 * population of images.
 */
final class AccuracyTable {
  private static final String FIGURES = "%8s  %-25s %-25s";
  private static final String COUNTS = "%8s %15s %18s %16s";

  private AccuracyTable() {}

  static String of(List<DesignResult> all) {
    List<DesignResult> results = all.stream().filter(r -> r.sdc1() != null).toList();
    if (results.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append(Text.format("%n95 %% intervals, for other images of this kind, too%n"));
    if (results.stream().anyMatch(r -> r.accuracy() != null)) {
      text.append(header(FIGURES, List.of("BER", "accuracy", "drop")));
      results.forEach(r -> text.append(row(FIGURES, r, of(r.accuracy()), of(r.drop()))));
    }
    text.append(header(FIGURES, List.of("BER", "SDC-1", "SDC-5")));
    results.forEach(r -> text.append(row(FIGURES, r, of(r.sdc1()), of(r.sdc5()))));
    text.append(header(FIGURES, List.of("BER", "struck", "masked of struck")));
    results.forEach(
        r ->
            text.append(
                row(
                    FIGURES,
                    r,
                    String.format(Locale.ROOT, "%.4f", r.struck()),
                    r.masked() == null ? "-" : of(r.masked()))));
    text.append(header(COUNTS, List.of("BER", "exposed bits", "flips expected", "flips actual")));
    results.forEach(
        r ->
            text.append(
                row(
                    COUNTS,
                    r,
                    Long.toString(r.exposedBitsPerImage()),
                    String.format(Locale.ROOT, "%.1f", r.flips().expected()),
                    Long.toString(r.flips().actual()))));
    results.forEach(r -> text.append(note(r)));
    return text.toString();
  }

  private static String header(String format, List<String> columns) {
    return System.lineSeparator() + TableRow.of("design", Text.format(format, columns.toArray()));
  }

  private static String row(String format, DesignResult result, String... figures) {
    Object[] fields = new Object[figures.length + 1];
    fields[0] = String.format(Locale.ROOT, "%.1e", result.ber());
    System.arraycopy(figures, 0, fields, 1, figures.length);
    return TableRow.of(result.design(), Text.format(format, fields));
  }

  private static String of(Estimate estimate) {
    Interval population = estimate.population();
    return String.format(
        Locale.ROOT, "%.4f [%.4f, %.4f]", estimate.mean(), population.low(), population.high());
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
    return String.format(
        Locale.ROOT,
        "%nnote: %s at BER %.1e:%n  " + what + "; set faults.trials to 10 or more%n",
        result.design(),
        result.ber(),
        trials.least(),
        trials.most());
  }
}
