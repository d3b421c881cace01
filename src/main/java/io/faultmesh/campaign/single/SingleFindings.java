package io.faultmesh.campaign.single;

import io.faultmesh.fault.SingleFault;
import io.faultmesh.measure.Interval;
import io.faultmesh.measure.Proportion;
import io.faultmesh.text.Text;
import io.faultmesh.text.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a campaign of single faults found, design by design. */
public final class SingleFindings {
  private final Sample sample;
  private final List<Step> steps;
  private final List<SingleFault> faults = new ArrayList<>();
  private final Map<String, byte[]> outcomes = new LinkedHashMap<>();
  private final List<Vulnerability> rows = new ArrayList<>();

  /** Findings of no design yet. */
  SingleFindings(Sample sample, List<Step> steps) {
    this.sample = sample;
    this.steps = List.copyOf(steps);
    steps.forEach(step -> faults.addAll(step.faults()));
  }

  /**
   * Adds a design with the outcomes of each fault under it.
   *
   * @param masks by step
   */
  void add(String design, List<byte[]> masks) {
    byte[] all = new byte[faults.size()];
    int next = 0;
    for (byte[] some : masks) {
      System.arraycopy(some, 0, all, next, some.length);
      next += some.length;
    }
    outcomes.put(design, all);
    rows.addAll(Vulnerability.of(design, sample, Cell.of(sample, steps, masks)));
  }

  public Sample sample() {
    return sample;
  }

  /** Rows of all designs, see {@link Vulnerability}. */
  public List<Vulnerability> rows() {
    return rows;
  }

  /** The content of {@code vulnerability.csv}. */
  public String vulnerabilityCsv() {
    return Vulnerability.columns().text(rows);
  }

  /** The content of {@code worst-faults.csv}: the faults that changed an answer. */
  public String worstFaultsCsv() {
    return FaultListing.csv(faults, outcomes, "another answer in", SingleOutcome.SDC_1::isIn);
  }

  /** The content of {@code undetected-faults.csv}: those that did so and raised no flag. */
  public String undetectedFaultsCsv() {
    return FaultListing.csv(
        faults, outcomes, "another answer without a flag in", SingleOutcome::isUndetected);
  }

  /** A line for each design, site and form of fault. */
  String totals() {
    TextTable table = new TextTable("design", "site", "fault", ">faults run", "answer changed");
    for (Vulnerability row : rows) {
      if (row.layer() == null && row.bit() == null) {
        table.row(
            row.design(), row.site().label(), row.fault().label(), row.sampled(), share(row.avf()));
      }
    }
    return "\nsingle faults, one per inference: share that changes the answer\n" + table;
  }

  private static String share(Proportion avf) {
    Interval interval = avf.interval();
    return Double.isNaN(avf.share())
        ? "-"
        : Text.format("%.4f [%.4f, %.4f]", avf.share(), interval.low(), interval.high());
  }

  /**
   * Tables of layers by bits, in percent.
   *
   * @param names of layers
   */
  public String text(Map<Integer, String> names) {
    StringBuilder text = new StringBuilder();
    for (SensitivityTable table : SensitivityTable.of(rows)) {
      text.append(TextTable.wrapped(table.title(TextTable.shortened(table.design()))))
          .append("\n\n")
          .append(table.text(names))
          .append('\n');
    }
    return text.toString();
  }

  /** The same as an SVG picture. */
  public String picture(Map<Integer, String> names) {
    return SensitivityPicture.of(SensitivityTable.of(rows), names);
  }
}
