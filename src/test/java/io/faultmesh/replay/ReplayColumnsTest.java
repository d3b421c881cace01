package io.faultmesh.replay;

import io.faultmesh.house.ReferencePage;
import io.faultmesh.report.Summary;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/reference/run-folder.md names every column of the files that replays write. */
class ReplayColumnsTest {
  private static final ReferencePage PAGE = ReferencePage.of("run-folder.md");

  @Test
  void everyColumnOfReplaysIsDescribed() {
    Summary nothing = new Summary("none", null, 0, null, null, List.of(), List.of("p"));
    PAGE.describes("overhead.csv", Overhead.csv(nothing, List.of()));
    PAGE.describes("memory.csv", MemoryRun.HEADING);
  }
}
