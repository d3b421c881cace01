package io.faultmesh.optimize;

import io.faultmesh.house.ReferencePage;
import org.junit.jupiter.api.Test;

/** docs/reference/run-folder.md names every column of the files that a search writes. */
class PointColumnsTest {

  @Test
  void everyColumnOfPointsIsDescribed() {
    ReferencePage.of("run-folder.md")
        .describes("points.csv, front.csv, validation.csv", PointTable.HEADER);
  }
}
