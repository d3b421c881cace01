package io.faultmesh.report;

import io.faultmesh.machine.Message.Latency;
import io.faultmesh.measure.FoldOverhead;
import java.util.List;
import java.util.Locale;
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
            "%n%-14s %14s %10s %14s %10s   %s%n",
            "design",
            "cycles/image",
            "overhead",
            "DRAM bytes",
            "overhead",
            "cycles per fold more than base: p50 / p99 / max"));
    for (DesignCycles one : designs) {
      text.append(overhead(one.design(), one.cost(), percentiles(one.foldOverhead())));
      one.repaired()
          .forEach(
              (ber, cost) ->
                  text.append(
                      overhead(
                          one.design(),
                          cost,
                          String.format(Locale.ROOT, "repaired at BER %.1e, mean", ber))));
    }
    return text.toString();
  }

  private static String overhead(String design, DesignCycles.Cost cost, String remark) {
    return String.format(
        Locale.ROOT,
        "%-14s %14d %10s %14d %10s   %s%n",
        design,
        cost.cyclesPerImage(),
        percent(cost.cycleOverhead()),
        cost.dramBytesPerImage(),
        percent(cost.bandwidthOverhead()),
        remark);
  }

  private static String latencies(List<DesignCycles> designs) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%nlatency in cycles: p50 / p99 / max%n%-14s  %-24s %-24s %-24s %-18s %s%n",
            "design",
            "fold",
            "neuron",
            "DRAM",
            "vote",
            "image"));
    for (DesignCycles one : designs) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-14s  %-24s %-24s %-24s %-18s %s%n",
              one.design(),
              percentiles(one.latencies().get(Latency.FOLD)),
              percentiles(one.latencies().get(Latency.NEURON)),
              percentiles(one.latencies().get(Latency.DRAM)),
              percentiles(one.latencies().get(Latency.VOTE)),
              percentiles(one.latencies().get(Latency.IMAGE))));
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
