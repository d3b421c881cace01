package io.faultmesh.campaign.single;

import io.faultmesh.fault.SingleFault;
import io.faultmesh.report.Json;
import io.faultmesh.report.csv.Columns;
import io.faultmesh.safety.Evidence;
import io.faultmesh.safety.SafetyCase;
import io.faultmesh.safety.SafetyFile;
import io.faultmesh.safety.Structure;
import io.faultmesh.scenario.SafetySettings;
import java.util.ArrayList;
import java.util.List;

/** Figures for a safety case: each fault on the bare array and under a design. */
public final class SafetyFindings {
  private final SafetySettings rate;
  private final double confidence;
  private final List<SingleFault> faults;
  private final byte[] bare;
  private final List<Evidence> rows = new ArrayList<>();
  private final List<SafetyCase> cases = new ArrayList<>();

  /**
   * Figures of no design yet.
   *
   * @param bare outcomes of each fault on the array without protection
   */
  SafetyFindings(SafetySettings rate, double confidence, List<SingleFault> faults, byte[] bare) {
    this.rate = rate;
    this.confidence = confidence;
    this.faults = faults;
    this.bare = bare;
  }

  /** Adds a design with the outcomes of each fault under it. */
  void add(String design, List<Structure> structures, byte[] masks) {
    List<Evidence> own = new ArrayList<>();
    for (Structure structure : structures) {
      long sampled = 0;
      long dangerous = 0;
      long undetectedOfDangerous = 0;
      long undetected = 0;
      for (int i = 0; i < masks.length; i++) {
        if (faults.get(i).site() != structure.site()) {
          continue;
        }
        boolean harms = SingleOutcome.SDC_1.isIn(bare[i]);
        boolean escapes = SingleOutcome.isUndetected(masks[i]);
        sampled++;
        dangerous += harms ? 1 : 0;
        undetected += escapes ? 1 : 0;
        undetectedOfDangerous += harms && escapes ? 1 : 0;
      }
      own.add(
          new Evidence(
              design,
              structure,
              rate.fit(structure.bits()),
              sampled,
              dangerous,
              undetectedOfDangerous,
              undetected,
              confidence));
    }
    rows.addAll(own);
    cases.add(SafetyCase.of(own));
  }

  /** The content of {@code safety.csv}. */
  public String csv() {
    Columns<Evidence> columns = Evidence.columns();
    StringBuilder csv = new StringBuilder(columns.heading());
    rows.forEach(row -> csv.append(columns.line(row)));
    return csv.toString();
  }

  /** The content of {@code safety.json}. */
  public String json() {
    return Json.write(SafetyFile.of(rate, confidence, cases));
  }
}
