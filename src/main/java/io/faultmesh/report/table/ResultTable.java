package io.faultmesh.report.table;

import io.faultmesh.report.DesignResult;
import io.faultmesh.report.Findings;
import io.faultmesh.report.Summary;
import io.faultmesh.text.Text;
import java.util.List;

/** The table that a run prints. */
public final class ResultTable {
  private ResultTable() {}

  public static String of(Findings findings) {
    Summary summary = findings.summary();
    StringBuilder text = new StringBuilder();
    text.append(
        Text.format(
            "%s: %,d test image%s%n%,d MAC, %,d parameters, %,d neurons%n",
            summary.name(),
            summary.images(),
            summary.images() == 1 ? "" : "s",
            summary.network().macsPerImage(),
            summary.network().parameters(),
            summary.network().neurons()));
    if (summary.goldenAccuracy() != null) {
      text.append(Text.format("golden int8 accuracy %.4f", summary.goldenAccuracy()));
    }
    if (summary.floatAccuracy() != null) {
      text.append(Text.format(", float %.4f", summary.floatAccuracy()));
    }
    List<DesignResult> results = summary.results();
    if (summary.goldenAccuracy() == null && results.stream().anyMatch(r -> r.sdc1() != null)) {
      text.append("the images have no labels: neither accuracy nor drop");
    }
    if (text.charAt(text.length() - 1) != '\n') {
      text.append('\n');
    }
    text.append(AccuracyTable.of(results));
    text.append(findings.single());
    text.append(CycleTable.of(findings.cycles()));
    text.append(CostTable.of(results));
    return text.toString();
  }
}
