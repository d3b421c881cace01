package io.faultmesh.timing;

import io.faultmesh.machine.MachineEffort;
import io.faultmesh.network.Convolution;
import io.faultmesh.protection.Mechanism;
import io.faultmesh.protection.Mechanisms;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.MeasureSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.text.Note;
import java.util.List;

/** What the machine will take for a run, told and checked before it starts. */
public final class Workload {
  private Workload() {}

  /**
   * Tells what a run's machines will take if that is long.
   *
   * @throws io.faultmesh.scenario.BadInputException if they do not fit into memory
   */
  public static void announce(Scenario scenario, List<Convolution> layers, long images) {
    MachineEffort effort = MachineEffort.NONE;
    for (DesignSettings design : scenario.designs()) {
      long count = imagesOf(scenario, design, images);
      if (count > 0) {
        effort = effort.plus(MachineEffort.of(layers, scenario.arrayOf(design), count));
      }
    }
    announce(effort, "measure.cycles and measure.accuracy say what it runs");
  }

  /** Whether a run of the scenario needs a machine. */
  public static boolean isOnMachine(Scenario scenario) {
    MeasureSettings measure = scenario.measure();
    return measure.accuracy() == MeasureSettings.Accuracy.MACHINE
        || measure.cycles() == MeasureSettings.Cycles.MACHINE
        || scenario.safety() != null;
  }

  /** Tells what a machine will take if that is long, and what to do about it. */
  public static void announce(MachineEffort effort, String remedy) {
    effort.checkMemory(Runtime.getRuntime().maxMemory());
    if (!effort.notice().isEmpty()) {
      Note.print(effort.notice() + "; " + remedy);
    }
  }

  /** Images that the machine runs for a design: for cycles, for repaired designs, for accuracy. */
  private static long imagesOf(Scenario scenario, DesignSettings design, long images) {
    MeasureSettings measure = scenario.measure();
    FaultSettings faults = scenario.faults();
    // A window takes a run that shows when flips come.
    long runs = faults.window() == null ? 1 : 2;
    long trials = runs * faults.points().size() * faults.trials();
    long count = 0;
    if (measure.cycles() == MeasureSettings.Cycles.MACHINE) {
      boolean repaired =
          faults.names(FaultSite.PE)
              && Mechanisms.of(design, scenario.dppuOf(design)).stream()
                  .anyMatch(mechanism -> mechanism.adaptsTo().isPresent());
      boolean reacts =
          Mechanisms.of(design, scenario.dppuOf(design)).stream().anyMatch(Mechanism::reacts);
      long measured = Math.min(images, measure.cycleImages());
      count += measured + (reacts ? trials * measured : repaired ? trials : 0);
    }
    if (measure.accuracy() == MeasureSettings.Accuracy.MACHINE) {
      count += images * trials;
    }
    return count;
  }
}
