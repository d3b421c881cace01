package io.faultmesh.campaign.single;

import io.faultmesh.fault.SingleFault;
import io.faultmesh.report.csv.Columns;
import io.faultmesh.text.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a campaign of single faults found, design by design. */
public final class SingleFindings {
  private final Sample sample;
  private final List<SingleFault> faults;
  private final Map<String, byte[]> outcomes = new LinkedHashMap<>();
  private final List<Vulnerability> rows = new ArrayList<>();

  private SingleFindings(Sample sample, List<SingleFault> faults) {
    this.sample = sample;
    this.faults = faults;
  }

  /**
   * Draws a sample's faults; they have not run yet.
   *
   * @param firstImage index of the first test image
   */
  static SingleFindings of(Sample sample, long seed, int firstImage) {
    return new SingleFindings(sample, sample.draw(seed, firstImage));
  }

  List<SingleFault> faults() {
    return faults;
  }

  /** Adds a design with the outcomes of each fault under it. */
  void add(String design, byte[] masks) {
    outcomes.put(design, masks);
    rows.addAll(Vulnerability.of(design, sample, faults, masks));
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
    Columns<Vulnerability> columns = Vulnerability.columns();
    StringBuilder csv = new StringBuilder(columns.heading());
    rows.forEach(row -> csv.append(columns.line(row)));
    return csv.toString();
  }

  /** The content of {@code worst-faults.csv}. */
  public String worstFaultsCsv() {
    return WorstFaults.csv(faults, outcomes);
  }

  /**
   * Tables of layers by bits, in percent.
   *
   * @param names of layers
   */
  public String text(Map<Integer, String> names) {
    StringBuilder text = new StringBuilder();
    for (SensitivityTable table : SensitivityTable.of(rows)) {
      text.append(TextTable.wrapped(table.title()))
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
