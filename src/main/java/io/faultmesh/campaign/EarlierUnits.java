package io.faultmesh.campaign;

import io.faultmesh.campaign.unit.UnitStore;
import io.faultmesh.files.RecordLog;

/**
 * The units of a run that goes on from an earlier one. What the machine did there, and what single
 * faults did, is not computed again.
 *
 * @param earlier counts of the earlier run
 * @param own what this run computes
 */
record EarlierUnits(RecordLog earlier, UnitStore own, MachineUnits machine) implements UnitStore {
  private boolean isEarlier(int unit) {
    return unit >= machine.firstNumber() && earlier.has(CountsWriter.number(unit, machine));
  }

  @Override
  public void open(int round, int most) {
    own.open(round, most);
  }

  @Override
  public boolean has(int unit) {
    return isEarlier(unit) || own.has(unit);
  }

  @Override
  public void put(int unit, byte[] counts) {
    own.put(unit, counts);
  }

  @Override
  public byte[] get(int unit) {
    return isEarlier(unit)
        ? earlier.get(CountsWriter.number(unit, machine)).orElseThrow()
        : own.get(unit);
  }
}
