package io.faultmesh.report;

import io.faultmesh.machine.Message.Latency;
import io.faultmesh.measure.FoldOverhead;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** The part of a run's table that tells what protection costs in time and transfers. */
final class CycleTable {
  private static final String NOTHING = "-";

  private CycleTable() {}

  static String of(List<DesignCycles> designs) {
    return designs.isEmpty() ? "" : overheads(designs) + latencies(designs);
  }

  private static String overheads(List<DesignCycles> designs) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%n%-14s %15s %12s %16s %12s%n",
            "design",
            "cycles/image",
            "overhead",
            "DRAM bytes",
            "overhead"));
    for (DesignCycles one : designs) {
      text.append(overhead(one.design(), one.cost()));
      one.repaired()
          .forEach(
              (ber, cost) ->
                  text.append(overhead(String.format(Locale.ROOT, "  at BER %.1e", ber), cost)));
    }
    if (designs.stream().anyMatch(one -> !one.repaired().isEmpty())) {
      text.append(String.format("at a BER: mean over the arrays that the design repaired%n"));
    }
    return text.toString();
  }

  private static String overhead(String name, DesignCycles.Cost cost) {
    return TableRow.of(
        name,
        String.format(
            Locale.ROOT,
            "%15d %12s %16d %12s",
            cost.cyclesPerImage(),
            percent(cost.cycleOverhead()),
            cost.dramBytesPerImage(),
            percent(cost.bandwidthOverhead())));
  }

  private static String latencies(List<DesignCycles> designs) {
    return String.format("%nlatency in cycles: p50 / p99 / max%n")
        + latencies(designs, "fold", latency(Latency.FOLD), "neuron", latency(Latency.NEURON))
        + latencies(designs, "DRAM", latency(Latency.DRAM), "vote", latency(Latency.VOTE))
        + latencies(
            designs,
            "image",
            latency(Latency.IMAGE),
            "fold, more than base's",
            one -> percentiles(one.foldOverhead()));
  }

  private static Function<DesignCycles, String> latency(Latency latency) {
    return one -> percentiles(one.latencies().get(latency));
  }

  private static String latencies(
      List<DesignCycles> designs,
      String left,
      Function<DesignCycles, String> ofLeft,
      String right,
      Function<DesignCycles, String> ofRight) {
    String columns = "%-31s  %s";
    StringBuilder text = new StringBuilder();
    text.append(TableRow.of("design", String.format(columns, left, right)));
    for (DesignCycles one : designs) {
      text.append(
          TableRow.of(one.design(), String.format(columns, ofLeft.apply(one), ofRight.apply(one))));
    }
    return text.toString();
  }

  private static String percentiles(FoldOverhead folds) {
    return folds == null
        ? NOTHING + " (other folds than base)"
        : joined(folds.percentile(50), folds.percentile(99), folds.percentile(100));
  }

  private static String percentiles(Histogram latency) {
    return latency.getTotalCount() == 0
        ? NOTHING
        : joined(
            latency.getValueAtPercentile(50),
            latency.getValueAtPercentile(99),
            latency.getMaxValue());
  }

  private static String joined(long middle, long high, long most) {
    return middle + " / " + high + " / " + most;
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%+.2f %%", 100 * fraction);
  }
}
