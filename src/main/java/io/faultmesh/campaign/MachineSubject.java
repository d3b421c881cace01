package io.faultmesh.campaign;

import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.MachineEffort;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.AcceleratorSettings;

/**
 * What runs on the machine beside accuracy: a design without faults or in a trial.
 *
 * @param faults null without faults
 * @param images test images, the first of them
 * @param firstUnit its place among all units
 */
record MachineSubject(Protection design, Run faults, int images, int firstUnit) {
  /** Whether checks react; else the faults of a trial cost all its images the same. */
  boolean reacts() {
    return faults != null && design.reactsTo(faults.plan());
  }

  boolean isWithin(int trials) {
    return faults == null || faults.trial() < trials;
  }

  /**
   * Refuses a machine that does not fit into memory.
   *
   * @throws io.faultmesh.scenario.BadInputException if so
   */
  void checkMemory() {
    MachineEffort.of(
            design.network().layers().stream().map(IntegerLayer::node).toList(), design.array(), 1)
        .checkMemory(Runtime.getRuntime().maxMemory());
  }

  /** A machine for an image. */
  Machine machine(AcceleratorSettings accelerator, TestImages all, int index) {
    byte[] pixels = TestImages.quantise(all.test(index), design.network(), index);
    DesignFaults struck = null;
    if (reacts()) {
      FaultPlan plan = CycleWindow.within(faults, index, pixels, accelerator);
      FlipTally tally = new FlipTally(design.layers().size());
      struck = new DesignFaults(plan, faults.trial(), design, tally);
    }
    return Machine.of(design, accelerator, struck, index, pixels);
  }
}
