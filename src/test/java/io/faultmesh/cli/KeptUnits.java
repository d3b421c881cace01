package io.faultmesh.cli;

import io.faultmesh.campaign.format.UnitMessage;
import io.faultmesh.files.RecordLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many units of each kind are whole in a work area. */
record KeptUnits(int accuracy, int machine, int single) {
  static KeptUnits of(Path units) throws IOException {
    int machine = 0;
    int single = 0;
    int all = 0;
    if (Files.exists(units)) {
      try (RecordLog log = RecordLog.read(units)) {
        for (long number : log.numbers()) {
          // The record that names what units stand on has a number below them.
          if (number >= 0) {
            UnitMessage unit = UnitMessage.parseFrom(log.get(number).orElseThrow());
            all++;
            machine += unit.getMachineImagesCount() > 0 ? 1 : 0;
            single += unit.getOutcomesCount() > 0 ? 1 : 0;
          }
        }
      }
    }
    return new KeptUnits(all - machine - single, machine, single);
  }

  /** What was computed since then, for people. */
  String newest(KeptUnits before) {
    if (single > before.single) {
      return "single faults";
    }
    if (machine > before.machine) {
      return "the machine";
    }
    return accuracy > before.accuracy ? "accuracy" : "no new unit";
  }
}
