package io.faultmesh.trace;

import io.faultmesh.house.ReferencePage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/reference/traces.md names every column of exported events and of lists of faults. */
class TracesPageTest {
  private static final ReferencePage PAGE = ReferencePage.of("traces.md");

  @Test
  void everyColumnIsDescribed() {
    PAGE.describes("Events as CSV", EventsCsv.HEADER);
    PAGE.describes("Lists of faults", FaultList.COLUMNS);
    PAGE.describes("Lists of faults", List.of(FaultList.STUCK, FaultList.CELLS));
  }
}
