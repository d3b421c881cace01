package io.faultmesh.report.table;

import io.faultmesh.machine.result.Latency;
import io.faultmesh.measure.FoldOverhead;
import io.faultmesh.report.DesignCycles;
import io.faultmesh.report.StruckCycles;
import io.faultmesh.text.Text;
import io.faultmesh.text.TextTable;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The part of a run's table that tells what protection costs in time and transfers. */
final class CycleTable {
  private CycleTable() {}

  static String of(List<DesignCycles> designs) {
    return designs.isEmpty() ? "" : overheads(designs) + latencies(designs);
  }

  private static String overheads(List<DesignCycles> designs) {
    TextTable table =
        new TextTable(
            "design",
            ">cycles",
            ">overhead",
            ">DRAM bytes",
            ">overhead",
            "slower folds: p50/p99/max");
    for (DesignCycles one : designs) {
      overhead(table, one.design(), one.cost(), percentiles(one.foldOverhead()));
      one.struck().values().forEach(own -> overhead(table, one.design(), own.mean(), remark(own)));
    }
    return "\nper image; slower folds: cycles of a fold beyond the same fold of base\n" + table;
  }

  private static String remark(StruckCycles struck) {
    StruckCycles.Spread spread = struck.spread();
    return struck.reacts()
        ? Text.format(
            "mean at %s; cycles p50/p99/max: %,d / %,d / %,d",
            struck.ber(), spread.p50(), spread.p99(), spread.max())
        : Text.format("repaired at %s, mean", struck.ber());
  }

  private static void overhead(
      TextTable table, String design, DesignCycles.Cost cost, String remark) {
    table.row(
        design,
        cost.cyclesPerImage(),
        percent(cost.cycleOverhead()),
        cost.dramBytesPerImage(),
        percent(cost.bandwidthOverhead()),
        remark);
  }

  private static String latencies(List<DesignCycles> designs) {
    TextTable table = new TextTable("design", "latency", ">p50", ">p99", ">max");
    for (DesignCycles one : designs) {
      for (Latency kind : Latency.values()) {
        Histogram cycles = one.latencies().get(kind);
        if (cycles.getTotalCount() > 0) {
          table.row(
              one.design(),
              kind.name().toLowerCase(Locale.ROOT),
              cycles.getValueAtPercentile(50),
              cycles.getValueAtPercentile(99),
              cycles.getMaxValue());
        }
      }
    }
    return "\nlatency in cycles\n" + table;
  }

  private static String percentiles(FoldOverhead folds) {
    return folds == null
        ? "- (other folds)"
        : folds.percentile(50) + " / " + folds.percentile(99) + " / " + folds.percentile(100);
  }

  private static String percent(double fraction) {
    return Text.format("%+.2f %%", 100 * fraction);
  }
}
