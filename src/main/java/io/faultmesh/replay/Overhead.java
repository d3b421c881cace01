package io.faultmesh.replay;

import io.faultmesh.report.DesignResult;
import io.faultmesh.report.Summary;
import io.faultmesh.report.csv.Csv;
import io.faultmesh.trace.TraceResult;
import java.util.List;
import java.util.Objects;

/**
 * {@code overhead.csv}: what a replay measured beside the recorded run, each design beside itself
 * if it was recorded, else beside the first one.
 */
public final class Overhead {
  private Overhead() {}

  public static String csv(Summary summary, List<TraceResult> recorded) {
    StringBuilder text =
        new StringBuilder(
            Csv.line(
                "design",
                "ber",
                "recordedDesign",
                "accuracy",
                "recordedAccuracy",
                "accuracyGain",
                "flips",
                "recordedFlips",
                "cyclesPerImage",
                "recordedCyclesPerImage",
                "cycleOverhead",
                "dramBytesPerImage",
                "recordedDramBytesPerImage",
                "bandwidthOverhead"));
    for (DesignResult result : summary.results()) {
      text.append(line(result, before(result, recorded)));
    }
    return text.toString();
  }

  private static TraceResult before(DesignResult result, List<TraceResult> recorded) {
    List<TraceResult> atRate =
        recorded.stream()
            .filter(one -> result.ber() == null || Objects.equals(one.ber(), result.ber()))
            .toList();
    List<TraceResult> some = atRate.isEmpty() ? recorded : atRate;
    return some.stream()
        .filter(one -> one.design().equals(result.design()))
        .findFirst()
        .orElse(some.get(0));
  }

  private static String line(DesignResult result, TraceResult before) {
    Double accuracy = result.accuracy() == null ? null : result.accuracy().mean();
    boolean both = accuracy != null && before.accuracy() != null;
    return Csv.line(
        result.design(),
        result.ber(),
        before.design(),
        accuracy,
        before.accuracy(),
        both ? accuracy - before.accuracy() : null,
        result.flips() == null ? null : result.flips().actual(),
        before.flips(),
        result.cyclesPerImage(),
        before.cyclesPerImage(),
        increase(result.cyclesPerImage(), before.cyclesPerImage()),
        result.dramBytesPerImage(),
        before.dramBytesPerImage(),
        increase(result.dramBytesPerImage(), before.dramBytesPerImage()));
  }

  private static Double increase(Long now, Long before) {
    return now == null || before == null || before == 0 ? null : (double) now / before - 1;
  }
}
